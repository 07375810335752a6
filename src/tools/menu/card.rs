//! The menu as `menu.json` states it, and the handle under which it is exchanged.

use crate::limits;
use serde::{Deserialize, Deserializer};
use std::{
    fmt,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

/// A menu.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Menu {
    /// The currency of the prices, ISO 4217. Empty: that of the business.
    #[serde(default)]
    pub currency: String,
    /// Where a person can read it: a link, or empty.
    #[serde(default)]
    pub source: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section of a menu.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Section {
    /// Its name, for example "Desserts".
    pub name: String,
    /// A sentence on it.
    #[serde(default)]
    pub description: String,
    /// Its dishes.
    pub items: Vec<Item>,
}

/// A dish or drink.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Its price, a decimal number such as "14.50"; empty if it has none of its own.
    #[serde(default, deserialize_with = "price")]
    pub price: String,
    /// Its properties, for example "vegan" or "gluten_free".
    #[serde(default)]
    pub tags: Vec<String>,
    /// The allergens it contains.
    #[serde(default)]
    pub allergens: Vec<String>,
}

/// What is wrong with a menu file, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuError {
    /// What is wrong and where.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for MenuError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.mend)
    }
}

impl std::error::Error for MenuError {}

impl Menu {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, is too large, or is no menu.
    pub fn load(path: &Path) -> Result<Self, MenuError> {
        let error = |what: String, mend: &str| MenuError {
            what: format!("{}: {what}", path.display()),
            mend: mend.into(),
        };
        let read = "see that the file is there and may be read";
        let size = std::fs::metadata(path)
            .map_err(|e| error(e.to_string(), read))?
            .len();
        if size > limits::MENU_BYTES {
            let what = format!("has more than {} bytes", limits::MENU_BYTES);
            return Err(error(what, "leave out what is no dish"));
        }
        let text = std::fs::read_to_string(path).map_err(|e| error(e.to_string(), read))?;
        Self::parse(&text).map_err(|e| error(e.what, &e.mend))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is no menu.
    pub fn parse(text: &str) -> Result<Self, MenuError> {
        let menu: Self = serde_json::from_str(text).map_err(|e| MenuError {
            what: e.to_string(),
            mend: "a menu is {\"currency\", \"sections\": [{\"name\", \"items\": [{\"name\", \"description\", \
                   \"price\": \"14.50\", \"tags\": [], \"allergens\": []}]}]}"
                .into(),
        })?;
        let items = menu.sections.iter().map(|s| s.items.len()).sum::<usize>();
        if items > limits::MENU_ITEMS {
            return Err(MenuError {
                what: format!("has more than {} dishes", limits::MENU_ITEMS),
                mend: "leave out what is not served".into(),
            });
        }
        let mut items = menu.sections.iter().flat_map(|s| &s.items);
        if let Some(item) = items.find(|i| i.name.trim().is_empty()) {
            return Err(MenuError {
                what: format!("a dish at {} has no name", item.price),
                mend: "give it a \"name\"".into(),
            });
        }
        Ok(menu)
    }
}

/// A price is text, so that cents are kept as written; a number is accepted as well.
fn price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Number(serde_json::Number),
        Nothing(()),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Text(text) => text.trim().to_owned(),
        Written::Number(number) => number.to_string(),
        Written::Nothing(()) => String::new(),
    };
    let decimal = text.split('.').count() <= 2
        && text.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !text.starts_with('.')
        && !text.ends_with('.');
    if decimal {
        return Ok(text);
    }
    Err(serde::de::Error::custom(format!(
        "the price \"{text}\" is no decimal number such as \"14.50\""
    )))
}

/// The menu in force. Whoever watches the file replaces it; running calls keep the one they began with.
#[derive(Debug)]
pub struct MenuCard(RwLock<Arc<Menu>>);

impl MenuCard {
    /// A card with a first menu.
    pub fn new(menu: Menu) -> Self {
        Self(RwLock::new(Arc::new(menu)))
    }

    /// The menu in force.
    pub fn current(&self) -> Arc<Menu> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts another one in force.
    pub fn replace(&self, menu: Menu) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(menu);
    }
}
