"""What entries of the trail tell of, in words: each action, and the kind of thing it is done to."""

from __future__ import annotations

from typing import Final

from qadesk.i18n import N_, _

KINDS: Final = {
    "ratings": N_("Ratings and entered values"),
    "records": N_("Records and imports"),
    "agents": N_("Agents"),
    "months": N_("Months, exemptions, focus"),
    "targets": N_("Targets"),
    "scorecards": N_("Scorecards"),
    "sheets": N_("Sheets and exports"),
    "notes": N_("Notes"),
    "people": N_("Users and signing in"),
    "office": N_("Office and trail"),
}

ACTIONS: Final = {  # action: kind of thing, words
    "evaluation.rate": ("ratings", N_("Rating given")),
    "evaluation.comment": ("ratings", N_("Comment written")),
    "evaluation.submit": ("ratings", N_("Rating form submitted")),
    "evaluation.reopen": ("ratings", N_("Rating form reopened")),
    "evaluation.discard": ("ratings", N_("Rating form discarded")),
    "evaluation.restore": ("ratings", N_("Rating form brought back")),
    "evaluation.import": ("ratings", N_("Ratings imported")),
    "evaluation.import.undo": ("ratings", N_("Import of ratings undone")),
    "typed_value": ("ratings", N_("Value entered")),
    "import.run": ("records", N_("File imported")),
    "import.undo": ("records", N_("Import undone")),
    "record.add": ("records", N_("Record entered")),
    "record.edit": ("records", N_("Record changed")),
    "record.correct": ("records", N_("Imported record corrected")),
    "record.delete": ("records", N_("Record deleted")),
    "record.restore": ("records", N_("Record brought back")),
    "record.undo": ("records", N_("Entry of a record undone")),
    "contacts.choice": ("records", N_("Totals or records chosen to count")),
    "agent.add": ("agents", N_("Agent added")),
    "agent.edit": ("agents", N_("Agent changed")),
    "agent.leave": ("agents", N_("Agent left")),
    "agent.rejoin": ("agents", N_("Agent is back")),
    "agent.remove": ("agents", N_("Agent deleted")),
    "agent.number": ("agents", N_("Staff number corrected")),
    "agent.number.undo": ("agents", N_("Correction of a staff number undone")),
    "agent.merge": ("agents", N_("Agents merged")),
    "agent.merge.undo": ("agents", N_("Merging of agents undone")),
    "cycle.open": ("months", N_("Month opened")),
    "cycle.close": ("months", N_("Month closed")),
    "cycle.take_back": ("months", N_("Opening of a month taken back")),
    "exemption": ("months", N_("Exempted")),
    "exemption.confirm": ("months", N_("Exemption confirmed")),
    "exemption.unconfirm": ("months", N_("Confirmation of an exemption taken back")),
    "focus.settle": ("months", N_("Focus agreed on")),
    "focus.withdraw": ("months", N_("Focus withdrawn")),
    "focus.restore": ("months", N_("Focus brought back")),
    "target.plan": ("targets", N_("Target planned")),
    "scorecard.draft": ("scorecards", N_("Scorecard draft made")),
    "scorecard.save": ("scorecards", N_("Scorecard draft saved")),
    "scorecard.delete": ("scorecards", N_("Scorecard draft deleted")),
    "scorecard.import": ("scorecards", N_("Scorecard imported")),
    "scorecard.submitted": ("scorecards", N_("Scorecard submitted for approval")),
    "scorecard.approved": ("scorecards", N_("Scorecard approved")),
    "scorecard.published": ("scorecards", N_("Scorecard published")),
    "scorecard.retired": ("scorecards", N_("Scorecard retired")),
    "scorecard.notice": ("scorecards", N_("Notice of a scorecard saved")),
    "assessment.approve": ("sheets", N_("Results approved")),
    "assessment.return": ("sheets", N_("Results returned")),
    "assessment.hand_in": ("sheets", N_("Results handed in again")),
    "assessment.final": ("sheets", N_("Results made final")),
    "assessment.notice": ("sheets", N_("Notice of results saved")),
    "assessment.publish": ("sheets", N_("Results posted")),
    "correction.begin": ("sheets", N_("Result reopened for correction")),
    "correction.finish": ("sheets", N_("Correction of a result finished")),
    "correction.give_up": ("sheets", N_("Correction of a result given up")),
    "assessment.take_back": ("sheets", N_("Step of results taken back")),
    "sheet.delivered": ("sheets", N_("Sheets handed over")),
    "sheet.signed": ("sheets", N_("Sheets signed")),
    "sheet.objected": ("sheets", N_("Sheets signed with objection")),
    "sheet.refused": ("sheets", N_("Signature refused")),
    "sheet.sent": ("sheets", N_("Sheets sent")),
    "sheet.print": ("sheets", N_("Sheets printed")),
    "sheet.pdf": ("sheets", N_("Sheets saved as PDF")),
    "scan.file": ("sheets", N_("Scans filed")),
    "scan.by_hand": ("sheets", N_("Scan filed by hand")),
    "scan.delete": ("sheets", N_("Scans deleted")),
    "scan.restore": ("sheets", N_("Scans brought back")),
    "scan.folder": ("office", N_("Folder of the scanner set")),
    "evidence.pack": ("sheets", N_("Evidence pack made")),
    "trail.export": ("sheets", N_("Trail exported")),
    "trail.print": ("sheets", N_("Trail printed")),
    "note.add": ("notes", N_("Note added")),
    "note.delete": ("notes", N_("Note deleted")),
    "note.undo": ("notes", N_("Adding of a note undone")),
    "note.restore": ("notes", N_("Note brought back")),
    "user.add": ("people", N_("User added")),
    "user.edit": ("people", N_("User changed")),
    "user.remove": ("people", N_("User deleted")),
    "user.deactivate": ("people", N_("User deactivated")),
    "user.reactivate": ("people", N_("User reactivated")),
    "user.password": ("people", N_("Password changed")),
    "user.recovery_codes": ("people", N_("New recovery codes made")),
    "user.recover": ("people", N_("Signed in with a recovery code")),
    "sign_in": ("people", N_("Signed in")),
    "sign_in.failed": ("people", N_("Wrong password")),
    "token.make": ("people", N_("App token made")),
    "token.revoke": ("people", N_("App token revoked")),
    "office.create": ("office", N_("Office made")),
    "office.rename": ("office", N_("Office renamed")),
    "office.idle_lock": ("office", N_("Time until the window locks changed")),
    "office.appeal_rule": ("office", N_("Time to appeal changed")),
    "office.days": ("office", N_("Days off and worked changed")),
    "office.restore": ("office", N_("Backup restored")),
    "retention.period": ("office", N_("Time for which data is kept changed")),
    "retention.carry_out": ("office", N_("Personal data removed after its time")),
    "personal.reveal": ("sheets", N_("Whole phone numbers shown")),
    "personal.export": ("sheets", N_("Personal data written to a file")),
    "encryption.on": ("office", N_("Office encrypted")),
    "encryption.off": ("office", N_("Encryption removed")),
    "encryption.new_key": ("office", N_("Office encrypted with a new key")),
    "encryption.passphrase": ("office", N_("Passphrase given")),
    "encryption.own_passphrase": ("office", N_("Own passphrase changed")),
    "encryption.passphrase_taken": ("office", N_("Passphrase taken away")),
    "encryption.recovery_key_shown": ("office", N_("Recovery key shown")),
    "encryption.plain_deleted": ("office", N_("Backups that were not encrypted deleted")),
    "trail.begin": ("office", N_("Trail begun")),
    "trail.upgrade": ("office", N_("Tables brought up to date")),
    "untold": ("office", N_("Changed, and not said why")),
}

# Of these there are many, and each changes only rows of the agent and month that its subject names.
OWN: Final = ("evaluation.rate", "evaluation.comment", "evaluation.submit", "typed_value")


def action_name(action: str) -> str:
    """What was done."""
    known = ACTIONS.get(action)
    return _(known[1]) if known is not None else action


def kind_name(kind: str) -> str:
    """A kind of thing."""
    return _(KINDS[kind])


def actions_of(kind: str) -> tuple[str, ...]:
    """The actions done to a kind of thing."""
    return tuple(action for action, (its_kind, _words) in ACTIONS.items() if its_kind == kind)
