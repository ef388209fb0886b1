"""`qadesk totals`: where totals meet single records in a month, and which of them count."""

from __future__ import annotations

import argparse
import json

from qadesk.cli.parser import EXIT_DONE
from qadesk.i18n import _
from qadesk.services import cycles
from qadesk.services.records import counting
from qadesk.storage.office import Office


def run(office: Office, args: argparse.Namespace) -> int:
    """Choose what counts where a channel is named, then show where both meet."""
    period = cycles.parse(args.code)
    if args.channel is not None and args.counts is not None:
        counting.choose(office, args.code, "" if args.channel == "all" else args.channel, args.counts)
    met = counting.met(office, period)
    if args.json:
        data = [
            {
                "month": one.clash.month,
                "channel": one.clash.channel or None,
                "rows": one.clash.rows,
                "counts": one.counts or None,
            }
            for one in met
        ]
        print(json.dumps(data, ensure_ascii=False, indent=1))
        return EXIT_DONE
    for one in met:
        print(one.words())
    if not met:
        print(_("No totals overlap single records in {code}.").format(code=args.code))
    return EXIT_DONE
