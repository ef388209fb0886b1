"""QADesk (客服考核台): monthly assessment of a courier branch's customer-service agents."""

__version__ = "0.1.0"
