//! What the assistant may do, each behind [`frontdesk_core::tool::Tool`]. A language model chooses by their
//! descriptions; the built-in one by each tool's own rules (`suits`). They change nothing by themselves: what they want
//! changed, the engine does.
//!
//! - [`search_knowledge`]: passages for a question
//! - [`business_hours`]: open now, on a day, at a time; over [`hours`], the notation opening hours are written in
//! - [`booking`]: what a message says for a booking; over [`datetime`]: days and times in a customer's words
//! - [`menu`]: prices, dishes with a property, sections
//! - [`hand_off`], [`remember`]: a person; a fact about the customer
//! - [`mod@declared`]: calls of the business's own systems, declared in its configuration

pub mod booking;
pub mod business_hours;
pub mod calendar;
pub mod datetime;
pub mod declared;
pub mod hand_off;
pub mod hours;
pub mod limits;
pub mod menu;
pub mod remember;
pub mod search_knowledge;
mod spec;
pub mod spoken;
#[cfg(test)]
mod testing;
mod words;

pub use business_hours::BusinessHours;
pub use declared::{Declaration, Declared, Fault, declared};
pub use hand_off::HandOff;
pub use hours::{HoursError, OpeningHours};
pub use menu::{Menu, MenuCard, MenuError, MenuTool};
pub use remember::Remember;
pub use search_knowledge::SearchKnowledge;

use frontdesk_core::tool::Tool;
use std::sync::Arc;

/// The names of the tools that come with the program.
pub const NAMES: [&str; 5] = [
    "search_knowledge",
    "business_hours",
    "hand_off",
    "remember",
    "menu",
];

/// The tools every business has; the menu only where there is one. Whoever keeps the [`MenuCard`] can exchange the menu
/// under a running tool.
pub fn standard(menu: Option<Arc<MenuCard>>) -> Vec<Arc<dyn Tool>> {
    let mut tools: Vec<Arc<dyn Tool>> = vec![
        Arc::new(SearchKnowledge::new()),
        Arc::new(BusinessHours::new()),
        Arc::new(HandOff::new()),
        Arc::new(Remember::new()),
    ];
    if let Some(card) = menu {
        tools.push(Arc::new(MenuTool::new(card)));
    }
    tools
}

#[cfg(test)]
mod tests {
    use super::*;
    use frontdesk_core::schema;
    use serde_json::json;

    #[test]
    fn every_tool_has_a_valid_name_and_refuses_arguments_it_does_not_know() {
        for tool in standard(Some(Arc::new(MenuCard::new(testing::menu())))) {
            let spec = tool.spec();
            assert!(spec.name.len() <= 64);
            assert!(NAMES.contains(&spec.name.as_str()));
            assert!(
                spec.name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_')
            );
            assert!(!spec.description.is_empty());
            assert!(schema::check(&spec.parameters, &json!({"customer": "cus_1"})).is_err());
        }
    }
}
