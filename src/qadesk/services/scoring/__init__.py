"""The five-point form: boards, drafts, evaluations, and scores typed in a spreadsheet."""
