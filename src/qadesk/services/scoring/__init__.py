"""The supervisor's form: boards, drafts, evaluations, typed values, and scores typed in a spreadsheet."""
