"""A report as XML, in the order of elements that StratML Part 2 prescribes."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...namespaces import BASE
from ..characters import legible
from .reports import Figure, Name, Objective, Report

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
_NOT_STATED = Name("Not stated in the bulletins.", "通报未载明。")
_NO_PROGRAMME = Name("No programme named", "未列入项目计划")
_UNDATED = Name("no period stated", "未写明时期")
_COMPUTED = Name("computed interval, never disclosed", "推算区间，未公布")
_NOT_OFFICIAL = Name("Not an official figure: a rule computed it from what was stated.",
                     "非官方数字：由规则据公布内容推算。")
_ABOUT = Name(
    "Compiled from the bulletins named below, which report what the organization and others said; not a publication of "
    "the organization. A result without a number of units was not disclosed as a number: its descriptor gives an "
    "interval and says whether that was computed.",
    "据下列通报整理，通报转述该机构及他人所言；并非该机构发布。未给出单位数的结果未以数字公布：描述项给出其区间，并说明是否为推算所得。")


def document(report: Report) -> bytes:
    """Write one document, indented, in UTF-8."""
    root = Element("PerformancePlanOrReport", {"xmlns": NAMESPACE, "Type": _type(report)})
    period = report.period if report.key.period else _UNDATED
    _add(root, "Name", Name(f"{report.agency.en}: promises and results, {period.en}",
                            f"{report.agency.zh}：承诺与结果（{period.zh}）"))
    _add(root, "OtherInformation", "\n".join(
        [str(_ABOUT), *(f"{name} ({issued or '?'}): {iri}" for iri, name, issued in report.bulletins)]))
    core = SubElement(root, "StrategicPlanCore")
    organization = SubElement(core, "Organization")
    _add(organization, "Name", report.agency)
    _add(organization, "Identifier", _identifier(report.key.agency))
    for name in ("Vision", "Mission"):
        _add(SubElement(core, name), "Description", _NOT_STATED)
    for number, (programme, objectives) in enumerate(_goals(report), start=1):
        _goal(core, str(number), report, programme, objectives)
    _administration(root, report)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _type(report: Report) -> str:
    kinds = {figure.kind for each in report.objectives for figure in each.figures}
    if kinds & {"outcome", "attainment"}:
        return "Performance_Report"
    return "Performance_Plan" if any(each.indicator.en for each in report.objectives) else "Strategic_Plan"


def _goals(report: Report) -> list[tuple[str, list[Objective]]]:
    """Group promises by the first of their programmes; those without one come last."""
    goals: dict[str, list[Objective]] = {}
    for each in report.objectives:
        goals.setdefault(each.programmes[0] if each.programmes else "", []).append(each)
    return sorted(goals.items(), key=lambda item: (not item[0], item[0]))


def _goal(core: Element, number: str, report: Report, programme: str, objectives: Iterable[Objective]) -> None:
    goal = SubElement(core, "Goal")
    name = report.programmes[programme] if programme else _NO_PROGRAMME
    _add(goal, "Name", name)
    _add(goal, "Description", name)
    _add(goal, "Identifier", _identifier(programme or f"{report.key.agency} {report.key.period}"))
    _add(goal, "SequenceIndicator", number)
    for place, each in enumerate(objectives, start=1):
        _objective(goal, f"{number}.{place}", report, each)


def _objective(goal: Element, number: str, report: Report, each: Objective) -> None:
    objective = SubElement(goal, "Objective")
    _add(objective, "Name", each.name)
    _add(objective, "Description", "\n".join(f"“{quote}”" for quote in each.quotes))
    _add(objective, "Identifier", _identifier(each.iri))
    _add(objective, "SequenceIndicator", number)
    for role, kind, names in ((Name("Set by", "制定者"), "", each.setters),
                              (Name("Led by", "牵头者"), "Performer", each.leaders),
                              (Name("Meant to help", "受益群体"), "Beneficiary", each.beneficiaries)):
        for name in names:
            _stakeholder(objective, name, role, kind)
    _add(objective, "OtherInformation", "\n".join(_remarks(report, each)))
    if each.indicator.en or each.indicator.zh:
        _indicator(objective, number, report, each)


def _stakeholder(objective: Element, name: Name, role: Name, kind: str) -> None:
    who = "Generic_Group" if kind == "Beneficiary" else "Organization"
    stakeholder = SubElement(objective, "Stakeholder", {"StakeholderTypeType": who})
    _add(stakeholder, "Name", name)
    element = SubElement(stakeholder, "Role")
    _add(element, "Name", role)
    if kind:
        _add(element, "RoleType", kind)


def _remarks(report: Report, each: Objective) -> Iterable[str]:
    """Say what has no element of its own: the rates that sources state, our verdicts, further programmes."""
    for figure in each.figures:
        if figure.kind == "attainment":
            yield (f"Attainment as the source states it / 来源所称完成情况: {figure.comparison} "
                   f"(“{figure.printed}”; {figure.bulletin})")
    for verdict, ratio, low, high in each.verdicts:
        numbers = f", {ratio} [{low}, {high}]" if ratio else ""
        yield f"Verdict of this graph / 本图谱的结论: {verdict}{numbers}"
    for programme in each.programmes[1:]:
        yield f"Also for / 兼属: {report.programmes[programme]}"


def _indicator(objective: Element, number: str, report: Report, each: Objective) -> None:
    indicator = SubElement(objective, "PerformanceIndicator", {"PerformanceIndicatorType": "Quantitative"})
    _add(indicator, "SequenceIndicator", f"{number}.1")
    _add(indicator, "MeasurementDimension", each.indicator)
    _add(indicator, "UnitOfMeasurement", each.unit)
    _add(indicator, "Identifier", _identifier(f"{each.iri} indicator"))
    results = [(figure, tag) for tag, kind in (("TargetResult", "target"), ("ActualResult", "outcome"))
               for figure in each.figures if figure.kind == kind]
    if results:
        instance = SubElement(indicator, "MeasurementInstance")
        for figure, tag in results:
            _result(SubElement(instance, tag), report, figure)
    _add(indicator, "OtherInformation", f"Place / 地区: {each.place}")


def _result(result: Element, report: Report, figure: Figure) -> None:
    if report.start and report.end:
        _add(result, "StartDate", report.start)
        _add(result, "EndDate", report.end)
    if figure.is_stated and figure.number:
        _add(result, "NumberOfUnits", figure.number)
    descriptor = SubElement(result, "Descriptor")
    interval = " – ".join(filter(None, dict.fromkeys((figure.low, figure.high))))
    if figure.is_stated:
        _add(descriptor, "DescriptorName", Name("precision", "精度"))
        _add(descriptor, "DescriptorValue", f"{figure.precision}" + (f": {interval}" if interval else ""))
        _add(result, "Description", f"“{figure.printed}” · {figure.bulletin}")
    else:
        guess = f"; the one round number inside / 其中唯一整数: {figure.round}" if figure.round else ""
        _add(descriptor, "DescriptorName", _COMPUTED)
        _add(descriptor, "DescriptorValue", interval + guess)
        _add(result, "Description", f"{_NOT_OFFICIAL} · {figure.bulletin}")


def _administration(root: Element, report: Report) -> None:
    administration = SubElement(root, "AdministrativeInformation")
    _add(administration, "Identifier", _identifier(f"{BASE}report {report.key.agency} {report.key.period}"))
    for name, day in (("StartDate", report.start), ("EndDate", report.end)):
        if day:
            _add(administration, name, day)
    for iri, _, issued in report.bulletins[:1]:
        if issued:
            _add(administration, "PublicationDate", issued)
        _add(administration, "Source", iri)


def _identifier(name: str) -> str:
    """Give an identifier that is the same each time; XML wants it to start with a letter or an underscore."""
    return f"_{uuid5(NAMESPACE_URL, name)}"


def _add(parent: Element, name: str, text: str | Name) -> None:
    SubElement(parent, name).text = legible(str(text))
