"""Reports as JSON, and as JUnit's XML."""

import json
from pathlib import Path
from xml.etree import ElementTree

from evals.case import Part
from evals.ran import Report
from evals.reports.text import why


def as_json(report: Report) -> str:
    """The same bytes for the same run but for `milliseconds`, which is last."""
    return plain(report)


def plain(part: Part) -> str:
    return json.dumps(part.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def read(file: Path) -> Report:
    """Raises OSError, pydantic's ValidationError."""
    return Report.model_validate_json(file.read_text(encoding="utf-8"))


def as_junit(report: Report) -> str:
    """A `testsuite` a suite, a `testcase` an attempt; times are in seconds."""
    root = ElementTree.Element("testsuites", name="tripsage evals")
    for suite in dict.fromkeys(ran.suite for ran in report.cases):
        rans = [ran for ran in report.cases if ran.suite == suite]
        failed = sum(not ran.passed for ran in rans)
        part = ElementTree.SubElement(
            root, "testsuite", name=suite, tests=str(len(rans)), failures=str(failed)
        )
        for ran in rans:
            seconds = sum(report.milliseconds.get(ran.key, ())) / 1000
            case = ElementTree.SubElement(
                part,
                "testcase",
                classname=f"{suite}.{ran.half}",
                name=f"{ran.id}#{ran.attempt}",
                time=f"{seconds:.3f}",
            )
            if not ran.passed:
                failure = ElementTree.SubElement(case, "failure", message=ran.failures[0].scorer)
                failure.text = "\n".join(why(ran))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
