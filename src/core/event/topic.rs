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
        }
    }

    /// The topic of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::HealthAndSafety,
            Self::Complaint,
            Self::Refund,
            Self::Manager,
            Self::Person,
            Self::Unable,
            Self::Trouble,
            Self::Approval,
        ]
        .into_iter()
        .find(|t| t.as_str() == name)
    }

    /// How soon people should look at it.
    pub fn priority(self) -> Priority {
        match self {
            Self::HealthAndSafety => Priority::Urgent,
            Self::Complaint | Self::Refund | Self::Manager | Self::Trouble => Priority::High,
            Self::Person | Self::Unable => Priority::Normal,
            Self::Approval => Priority::Low,
        }
    }
}

/// How soon people should look at a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
