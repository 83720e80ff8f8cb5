"""Cases as YAML, without what is as usual."""

from collections.abc import Sequence

import yaml

from evals.case import Case


def printed(cases: Sequence[Case]) -> str:
    plain = [case.model_dump(mode="json", exclude_defaults=True) for case in cases]
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=110)
