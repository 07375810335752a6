//! What a case is about, and how soon people should look at it.

use serde::{Deserialize, Serialize};

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Danger to somebody: allergy, injury, a foreign body in food. First in line.
    HealthAndSafety,
    /// Something went wrong and the customer says so.
    Complaint,
    /// Money back.
    Refund,
    /// The customer asks for whoever is in charge.
    Manager,
    /// The customer asks for a person.
    Person,
    /// The assistant could not help.
    Unable,
    /// A message could not be delivered or answered.
    Trouble,
    /// Staff answer, or look at what the assistant would say, as `[launch]` has it.
    Approval,
    /// The customer may hurt themselves.
    SelfHarm,
    /// The customer threatens somebody.
    Threat,
    /// Lawyers, courts, authorities.
    Legal,
    /// A customer whom the business always sees to in person.
    Vip,
    /// The assistant did not know several times in a row.
    Lost,
}

impl Topic {
    /// The name used in configuration and scenarios.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HealthAndSafety => "health_and_safety",
            Self::Complaint => "complaint",
            Self::Refund => "refund",
            Self::Manager => "manager",
            Self::Person => "person",
            Self::Unable => "unable",
            Self::Trouble => "trouble",
            Self::Approval => "approval",
            Self::SelfHarm => "self_harm",
            Self::Threat => "threat",
            Self::Legal => "legal",
            Self::Vip => "vip",
            Self::Lost => "lost",
        }
    }

    /// Whether somebody may be hurt: the customer hears at once where help is.
    pub fn needs_help(self) -> bool {
        matches!(self, Self::HealthAndSafety | Self::SelfHarm)
    }

    /// Whether it is a danger that people have to see at once, whoever has the conversation.
    pub fn is_danger(self) -> bool {
        self.needs_help() || self == Self::Threat
    }

    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::HealthAndSafety,
        Self::Complaint,
        Self::Refund,
        Self::Manager,
        Self::Person,
        Self::Unable,
        Self::Trouble,
        Self::Approval,
        Self::SelfHarm,
        Self::Threat,
        Self::Legal,
        Self::Vip,
        Self::Lost,
    ];

    /// The topic of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.as_str() == name)
    }

    /// How soon people should look at it.
    pub fn priority(self) -> Priority {
        match self {
            Self::HealthAndSafety | Self::SelfHarm | Self::Threat => Priority::Urgent,
            Self::Complaint
            | Self::Refund
            | Self::Manager
            | Self::Trouble
            | Self::Legal
            | Self::Vip => Priority::High,
            Self::Person | Self::Unable | Self::Lost => Priority::Normal,
            Self::Approval => Priority::Low,
        }
    }
}

/// How soon people should look at a case.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// At once.
    Urgent,
    /// Soon.
    High,
    /// In turn.
    Normal,
    /// When nothing else waits.
    Low,
}
