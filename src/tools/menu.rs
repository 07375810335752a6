//! `menu`: prices, dishes with a property, sections, from the business's `menu.json`. Reading and exchanging the menu is
//! in [`card`], finding dishes in [`find`], the sentences in [`answer`], the rules for the built-in model in [`suits`].

mod answer;
mod card;
mod find;
mod suits;

#[cfg(test)]
mod tests;

pub use card::{Item, Menu, MenuCard, MenuError, Section};

use crate::{limits, spec};
use answer::Answer;
use async_trait::async_trait;
use find::Dish;
use frontdesk_core::{
    Error,
    retrieval::Passage,
    tool::{Tool, ToolContext, ToolOutput, ToolSpec},
};
use serde_json::{Value, json};
use std::sync::Arc;

const OPERATION: &str = "looking up the menu";

/// The file the menu is read from, as passages name it.
const ARTICLE: &str = "menu.json";

/// See the module.
#[derive(Debug)]
pub struct MenuTool {
    spec: ToolSpec,
    card: Arc<MenuCard>,
}

impl MenuTool {
    /// The tool over a menu that may be exchanged while it runs.
    pub fn new(card: Arc<MenuCard>) -> Self {
        let text = |description: &str| json!({"type": "string", "maxLength": 80, "description": description});
        Self {
            spec: spec::spec(
                "menu",
                "Looks up the menu: price, description and allergens of a dish; dishes with a property such as vegan \
                 or gluten free; the dishes of a section. Without arguments: the sections. Never tell a price or an \
                 allergen from memory.",
                json!({
                    "item": text("The name of a dish or a part of it, for example lobster roll."),
                    "tag": text("A property, for example vegan, vegetarian, gluten free."),
                    "section": text("A section, for example desserts."),
                }),
                &[],
            ),
            card,
        }
    }
}

#[async_trait]
impl Tool for MenuTool {
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    fn suits(&self, question: &str, context: &ToolContext) -> Option<Value> {
        let question: String = question.chars().take(limits::QUESTION_CHARS).collect();
        suits::suits(
            &question,
            &self.card.current(),
            &context.business.profile.name,
        )
    }

    async fn call(&self, context: &ToolContext, arguments: Value) -> Result<ToolOutput, Error> {
        spec::check(&self.spec, OPERATION, &arguments)?;
        let menu = self.card.current();
        let asked = Asked::read(&menu, &arguments)?;
        let answer = Answer::new(&menu, &context.business.profile.currency);
        let Some(found) = asked.dishes(&menu) else {
            let id = format!("{ARTICLE}#sections");
            let said = answer.overview();
            return Ok(output(&menu, id, said.clone(), said));
        };
        if found.is_empty() {
            return Ok(ToolOutput {
                text: format!("Nothing like that is on the menu. {}", answer.overview()),
                ..ToolOutput::default()
            });
        }
        let lines = answer.lines(&found);
        Ok(output(&menu, asked.id(), lines, answer.say(&asked, &found)))
    }
}

/// One passage for the whole answer. The text names its id, so that whoever quotes the answer can cite it.
fn output(menu: &Menu, id: String, text: String, answer: String) -> ToolOutput {
    ToolOutput {
        text: format!("[{id}]\n{text}"),
        answer: Some(answer),
        passages: vec![Passage {
            id,
            article: ARTICLE.into(),
            title: "Menu".into(),
            headings: Vec::new(),
            source: menu.source.clone(),
            question: None,
            text,
            score: 1.0,
        }],
        effects: Vec::new(),
        ..ToolOutput::default()
    }
}

/// What is asked of the menu, its words matched to the menu's own.
#[derive(Debug, Default)]
struct Asked<'a> {
    item: Option<&'a str>,
    tag: Option<&'a str>,
    section: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn read(menu: &'a Menu, arguments: &'a Value) -> Result<Self, Error> {
        let tag = spec::text(arguments, "tag");
        let section = spec::text(arguments, "section");
        let known_tag = tag.and_then(|t| find::tag(menu, t));
        let known_section = section.and_then(|s| find::section(menu, s));
        if tag.is_some() && known_tag.is_none() {
            let tags: Vec<&str> = find::tags(menu).into_iter().collect();
            let what = format!("`tag` is not on the menu; there are: {}", tags.join(", "));
            return Err(spec::wrong(OPERATION, what));
        }
        if section.is_some() && known_section.is_none() {
            let names: Vec<&str> = menu.sections.iter().map(|s| s.name.as_str()).collect();
            let what = format!(
                "`section` is not on the menu; there are: {}",
                names.join(", ")
            );
            return Err(spec::wrong(OPERATION, what));
        }
        Ok(Self {
            item: spec::text(arguments, "item"),
            tag: known_tag,
            section: known_section,
        })
    }

    /// The dishes; `None` if nothing particular is asked for.
    fn dishes(&self, menu: &'a Menu) -> Option<Vec<Dish<'a>>> {
        if self.item.is_none() && self.tag.is_none() && self.section.is_none() {
            return None;
        }
        let mut dishes = match self.item {
            Some(words) => find::items(menu, words),
            None => find::all(menu).collect(),
        };
        dishes.retain(|dish| {
            self.tag
                .is_none_or(|tag| dish.item.tags.iter().any(|t| t == tag))
                && self.section.is_none_or(|name| dish.section.name == name)
        });
        Some(dishes)
    }

    /// Names the passage by what was asked: two different answers of a turn are two passages.
    fn id(&self) -> String {
        let parts = [
            ("item", self.item),
            ("tag", self.tag),
            ("section", self.section),
        ];
        let slug: Vec<String> = parts
            .into_iter()
            .filter_map(|(kind, word)| Some(format!("{kind}-{}", slug(word?))))
            .collect();
        format!("{ARTICLE}#{}", slug.join("-"))
    }
}

fn slug(text: &str) -> String {
    let words = crate::words::plain(text);
    words.join("-")
}
