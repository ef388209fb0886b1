"""What services of a month after its closing are called with in an office (`test_several_offices`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from qadesk.services.designing import versions
from qadesk.storage.office import Office
from tests.unit.services.everything_written import CLOSED, WHO


def _published(office: Office) -> int:
    """A version that is in force."""
    found = versions.versions(office)
    return next(one.id for one in found if one.published_at is not None)


READS: Final[Mapping[str, Callable[[Office], tuple[Any, ...]]]] = {
    "after_closing.interviews.interviews": lambda _o: (CLOSED,),
    "locked.open_numbers": lambda _o: (CLOSED,),
    "after_closing.interviews.proposed": lambda _o: (CLOSED, WHO),
    "after_closing.notices.notices": lambda _o: (CLOSED,),
    "after_closing.notices.stale_of": lambda _o: (CLOSED,),
    "after_closing.review.for_review": lambda _o: (CLOSED,),
    "after_closing.stages.positions": lambda _o: (CLOSED,),
    "after_closing.working_days.own_days": lambda _o: (),
    "after_closing.working_days.rule": lambda _o: (),
    "designing.reading_list.content": lambda o: (_published(o),),
    "paper.interview_pages.contents": lambda _o: (CLOSED, [WHO]),
    "readers.signers": lambda o: (_published(o),),
}
WRITES: Final = frozenset(
    {
        "after_closing.corrections.begin",
        "after_closing.corrections.finish",
        "after_closing.corrections.give_up",
        "paper.earlier_sheets.content",
        "paper.earlier_sheets.revisions",
        "paper.earlier_sheets.save",
        "after_closing.corrections.preview",
        "after_closing.delivery.deliver",
        "after_closing.delivery.make_final",
        "after_closing.interviews.remove",
        "after_closing.interviews.save",
        "after_closing.publication.content",
        "after_closing.publication.look_at",
        "after_closing.publication.notice",
        "after_closing.publication.preview",
        "after_closing.publication.publish",
        "after_closing.review.approve",
        "after_closing.review.give_back",
        "after_closing.review.hand_in_again",
        "after_closing.taking_back.take_back",
        "after_closing.working_days.set_days",
        "after_closing.working_days.set_rule",
        "designing.reading_list.save_list",
        "paper.interview_pages.save_pages",
        "readers.sign",
        "readers.unsign",
    }
)
