"""Where people come from, in the words every feature shares: their career stage and the setting they work in."""

from enum import StrEnum

from bot.texts import N_, Message


class CareerStage(StrEnum):
    MSC_STUDENT = "MSc student"
    PHD_STUDENT = "PhD student"
    EARLY_CAREER = "Early career"
    MID_CAREER = "Mid career"
    SENIOR = "Senior"
    COMMUNITY_PARTNER = "Community partner"


class Setting(StrEnum):
    ACADEMIC = "academic"
    CLINICAL = "clinical"
    COMMUNITY = "community"


STAGES: dict[str, Message] = {
    CareerStage.MSC_STUDENT: N_("MSc student"), CareerStage.PHD_STUDENT: N_("PhD student"),
    CareerStage.EARLY_CAREER: N_("Early career"), CareerStage.MID_CAREER: N_("Mid career"),
    CareerStage.SENIOR: N_("Senior"), CareerStage.COMMUNITY_PARTNER: N_("Community partner"),
}  # fmt: skip
