-- One row a figure: what it is about, where it stands, its number as written. Claims are told apart by `mention` where
-- one bulletin gives several for one thing, stated ones first: the bounds of both are computed, so that the basis alone
-- would not do.
WITH figured AS (
    SELECT claims.id, claims.type, claims.about_target, COALESCE(targets.place, claims.place) AS area,
        COALESCE(targets.period, claims.period) AS period, COALESCE(targets.indicator, claims.indicator) AS indicator,
        claims.basis, claims.rule LIKE '%"{code}rule-bounds"%' AS is_computed, claims.unit, claims.precision,
        claims.as_written, claims.value, claims.lower_bound, claims.upper_bound, claims.round_value,
        CASE WHEN claims.type LIKE '%"{pc}TargetClaim"%' THEN 'target'
            WHEN claims.type LIKE '%"{pc}AttainmentClaim"%' THEN 'attainment'
            WHEN claims.type LIKE '%"{pc}OutcomeClaim"%' THEN 'outcome' END AS kind
    FROM claims LEFT JOIN targets ON targets.id = claims.about_target
    UNION ALL
    SELECT assessments.id, NULL, commitment, place, period, indicator, '{code}basis-derived', 1, unit, NULL, NULL,
        value, lower_bound, upper_bound, NULL, 'assessment'
    FROM assessments JOIN targets ON targets.id = assessments.commitment
), counted AS (
    SELECT figured.*, sources.bulletin, ROW_NUMBER() OVER (
        PARTITION BY area, period, indicator, kind, about_target, sources.bulletin
        ORDER BY basis <> '{code}basis-stated', sources.start, figured.id) AS mention
    FROM figured LEFT JOIN sources ON sources.id = figured.id
    WHERE kind IS NOT NULL
)
SELECT id, area, period, indicator, kind, about_target AS target, bulletin, mention, unit, precision, as_written,
    figure, number, CASE WHEN figure = 'value' OR NOT is_computed THEN basis ELSE '{code}basis-derived' END AS basis
FROM (
    SELECT *, 'value' AS figure, value AS number FROM counted
    UNION ALL SELECT *, 'lower', lower_bound FROM counted
    UNION ALL SELECT *, 'upper', upper_bound FROM counted
    UNION ALL SELECT *, 'round', round_value FROM counted
)
WHERE number IS NOT NULL
ORDER BY id, figure
