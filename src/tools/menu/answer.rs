//! The menu in sentences.

use super::{
    Asked, Menu,
    find::{Dish, spelled},
};
use crate::{limits, spoken::and};

/// Words a menu in a currency.
pub(super) struct Answer<'a> {
    menu: &'a Menu,
    currency: &'a str,
}

impl<'a> Answer<'a> {
    /// `fallback` is the currency of the business.
    pub(super) fn new(menu: &'a Menu, fallback: &'a str) -> Self {
        let currency = if menu.currency.is_empty() {
            fallback
        } else {
            &menu.currency
        };
        Self { menu, currency }
    }

    /// `$34`, `$9.50`, `12.00 CHF`.
    fn price(&self, price: &str) -> String {
        let sign = match self.currency {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "CAD" => "CA$",
            "AUD" => "A$",
            "JPY" => "¥",
            "INR" => "₹",
            _ => return format!("{price} {}", self.currency),
        };
        match price.split_once('.') {
            Some((whole, cents)) if cents.trim_end_matches('0').is_empty() => {
                format!("{sign}{whole}")
            }
            Some((whole, cents)) => format!("{sign}{whole}.{cents:0<2}"),
            None => format!("{sign}{price}"),
        }
    }

    /// `Lobster Roll ($34)`.
    fn short(&self, dish: &Dish<'_>) -> String {
        if dish.item.price.is_empty() {
            return dish.item.name.clone();
        }
        format!("{} ({})", dish.item.name, self.price(&dish.item.price))
    }

    /// `Lobster Roll: $34. Chilled lobster … Contains shellfish and egg.`
    fn long(&self, dish: &Dish<'_>) -> String {
        let item = dish.item;
        let mut text = item.name.clone();
        if !item.price.is_empty() {
            text.push_str(&format!(": {}", self.price(&item.price)));
        }
        text.push('.');
        if !item.description.is_empty() {
            text.push_str(&format!(" {}", item.description.trim()));
        }
        let good: Vec<String> = item
            .tags
            .iter()
            .filter(|t| !t.starts_with("contains") && *t != "alcohol")
            .map(|t| spelled(t))
            .collect();
        if !good.is_empty() {
            text.push_str(&format!(" Marked {}.", and(&good)));
        }
        if !item.allergens.is_empty() {
            let allergens: Vec<String> = item.allergens.iter().map(|a| spelled(a)).collect();
            text.push_str(&format!(" Allergens: {}.", allergens.join(", ")));
        }
        text
    }

    /// The dishes for the model and the citation, a line each under their section.
    pub(super) fn lines(&self, dishes: &[Dish<'_>]) -> String {
        let mut lines = Vec::new();
        let mut section = "";
        for dish in dishes.iter().take(limits::DISHES) {
            if section != dish.section.name {
                section = &dish.section.name;
                lines.push(format!("{section}:"));
            }
            lines.push(if dishes.len() > limits::DESCRIBED {
                format!("- {}", self.short(dish))
            } else {
                format!("- {}", self.long(dish))
            });
        }
        if dishes.len() > limits::DISHES {
            lines.push(format!(
                "({} more are not listed.)",
                dishes.len() - limits::DISHES
            ));
        }
        lines.join("\n")
    }

    /// The sentence for the customer.
    pub(super) fn say(&self, asked: &Asked<'_>, dishes: &[Dish<'_>]) -> String {
        if asked.tag.is_none() && dishes.len() <= limits::DESCRIBED && asked.item.is_some() {
            let each: Vec<String> = dishes.iter().map(|d| self.long(d)).collect();
            return each.join("\n\n");
        }
        let what = match (asked.tag, asked.section) {
            (Some(tag), Some(section)) => format!("{} in {section}", spelled(tag)),
            (Some(tag), None) => format!("Our {} dishes and drinks", spelled(tag)),
            (None, Some(section)) => section.to_owned(),
            (None, None) => "On our menu".into(),
        };
        let each: Vec<String> = dishes
            .iter()
            .take(limits::DISHES)
            .map(|d| self.short(d))
            .collect();
        let more = match dishes.len().saturating_sub(limits::DISHES) {
            0 => ".".into(),
            n if self.menu.source.is_empty() => format!(", and {n} more."),
            n => format!(", and {n} more: {}", self.menu.source),
        };
        // What is in a dish can hurt somebody: the list alone must not be all that they hear.
        let caution = match asked.tag {
            Some(tag) if tag.ends_with("free") && tag != "alcohol_free" => {
                " If you have an allergy, please tell us before you order."
            }
            _ => "",
        };
        format!("{}: {}{more}{caution}", first_upper(&what), each.join(", "))
    }

    /// The sections.
    pub(super) fn overview(&self) -> String {
        let names: Vec<String> = self.menu.sections.iter().map(|s| s.name.clone()).collect();
        let link = if self.menu.source.is_empty() {
            String::new()
        } else {
            format!(" The whole menu: {}", self.menu.source)
        };
        format!(
            "On our menu are {}. Ask for a section or a dish.{link}",
            and(&names)
        )
    }
}

fn first_upper(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|c| c.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}
