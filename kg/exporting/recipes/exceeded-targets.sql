-- The stored question exceeded-targets over the typed tables: the same rows, numbers as they are written.
WITH said AS (
    SELECT claims.about_target, claims.comparison, evidence.quote, evidence.bulletin, ROW_NUMBER() OVER (
        PARTITION BY claims.about_target ORDER BY bulletins.issued DESC, claims.id DESC) AS place
    FROM claims
    JOIN evidence ON evidence.id = first_of(claims.stated_in)
    JOIN bulletins ON bulletins.id = evidence.bulletin
    WHERE claims.about_target IS NOT NULL AND claims.comparison IS NOT NULL
)
SELECT targets.id AS target, targets.label_en AS label, first_of(targets.led_by) AS agency,
    first_of(targets.set_by) AS setter, places.level AS setterLevel,
    CASE WHEN promise.basis = 'https://w3id.org/public-commitments/code/basis-stated' THEN promise.value_written
        ELSE promise.round_value_written END AS promised,
    promise.lower_bound_written AS promisedLow, promise.upper_bound_written AS promisedHigh, promise.basis AS basis,
    told.value_written AS reported, told.unit AS unit, assessments.value_written AS ratio,
    assessments.lower_bound_written AS ratioLow, assessments.upper_bound_written AS ratioHigh,
    assessments.verdict AS verdict, COALESCE(said.quote, evidence.quote) AS quote,
    COALESCE(said.bulletin, evidence.bulletin) AS bulletin, said.comparison AS claimed
FROM targets
LEFT JOIN agencies ON agencies.id = first_of(targets.set_by)
LEFT JOIN places ON places.id = agencies.jurisdiction
LEFT JOIN said ON said.about_target = targets.id AND said.place = 1
LEFT JOIN assessments ON assessments.commitment = targets.id
LEFT JOIN claims AS promise ON promise.id = assessments.promise
LEFT JOIN claims AS told ON told.id = assessments.outcome AND first_of(told.stated_in) IS NOT NULL
LEFT JOIN evidence ON evidence.id = first_of(told.stated_in)
WHERE first_of(targets.set_by) IS NOT NULL AND (
    said.comparison = 'https://w3id.org/public-commitments/code/verdict-exceeded'
    OR assessments.verdict = 'https://w3id.org/public-commitments/code/verdict-exceeded')
ORDER BY assessments.value DESC NULLS LAST, targets.id
