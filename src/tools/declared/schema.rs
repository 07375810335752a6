//! The schema of a declared tool's arguments: a part of JSON Schema that is checked in full. What is not in that part is refused
//! when the configuration is read, so that no rule an owner wrote is silently without effect.

use crate::limits;
use frontdesk_core::schema;
use regex::Regex;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];

const FORMATS: [&str; 6] = ["date", "time", "date-time", "email", "uri", "uuid"];

/// The parameters of a tool.
#[derive(Debug)]
pub(super) struct Parameters {
    schema: Value,
    patterns: HashMap<String, Regex>,
}

impl Parameters {
    /// Reads what the owner wrote: parameters by name, or a whole schema.
    ///
    /// # Errors
    /// What is no schema, or not in the part that is known.
    pub(super) fn read(written: &Map<String, Value>) -> Result<Self, String> {
        let mut schema = if written.get("type").and_then(Value::as_str) == Some("object") {
            Value::Object(written.clone())
        } else {
            object_of(written)?
        };
        let mut patterns = HashMap::new();
        known(&schema, "the schema", &mut patterns, limits::SCHEMA_DEPTH)?;
        if let Some(object) = schema.as_object_mut() {
            object.entry("properties").or_insert_with(|| json!({}));
            object
                .entry("additionalProperties")
                .or_insert(Value::Bool(false));
        }
        Ok(Self { schema, patterns })
    }

    /// The whole schema, as a model is told.
    pub(super) fn schema(&self) -> &Value {
        &self.schema
    }

    /// The names of the parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let properties = self.schema["properties"].as_object();
        properties.into_iter().flat_map(|p| p.keys().map(|k| &**k))
    }

    /// Whether a parameter must be given.
    pub(super) fn requires(&self, name: &str) -> bool {
        let required = self.schema["required"].as_array();
        required.is_some_and(|r| r.iter().any(|n| n == name))
    }

    /// Whether a parameter is one plain value, which can stand in a URL.
    pub(super) fn is_plain(&self, name: &str) -> bool {
        let kind = self.schema["properties"][name]["type"].as_str();
        matches!(kind, Some("string" | "number" | "integer" | "boolean"))
    }

    /// Checks arguments.
    ///
    /// # Errors
    /// What is wrong, for the model to mend.
    pub(super) fn check(&self, arguments: &Value) -> Result<(), String> {
        schema::check(&self.schema, arguments)?;
        self.texts(&self.schema, arguments, "the arguments")
    }

    /// The rules for texts, which core does not know.
    fn texts(&self, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
        match value {
            Value::String(text) => {
                if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
                    && !self.patterns.get(pattern).is_some_and(|r| r.is_match(text))
                {
                    return Err(format!("{place}: must match the pattern {pattern}"));
                }
                if let Some(format) = schema.get("format").and_then(Value::as_str)
                    && !has_format(format, text)
                {
                    return Err(format!("{place}: is no {format}"));
                }
                if schema.get("maxLength").is_none() && text.len() > limits::DECLARED_CHARS {
                    return Err(format!("{place}: is too long"));
                }
                Ok(())
            }
            Value::Array(items) => match schema.get("items") {
                Some(each) => items
                    .iter()
                    .try_for_each(|i| self.texts(each, i, &format!("an item of {place}"))),
                None => Ok(()),
            },
            Value::Object(fields) => fields.iter().try_for_each(|(name, field)| {
                let inner = &schema["properties"][name];
                self.texts(inner, field, &format!("`{name}`"))
            }),
            _ => Ok(()),
        }
    }
}

/// The schema of parameters by name; `optional = true` is ours.
fn object_of(written: &Map<String, Value>) -> Result<Value, String> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (name, schema) in written {
        let Value::Object(schema) = schema else {
            return Err(format!(
                "`{name}` is no schema: write it like {name} = {{ type = \"string\" }}"
            ));
        };
        let mut schema = schema.clone();
        match schema.remove("optional") {
            None | Some(Value::Bool(false)) => required.push(name.clone()),
            Some(Value::Bool(true)) => {}
            Some(_) => return Err(format!("`{name}`: optional is true or false")),
        }
        properties.insert(name.clone(), Value::Object(schema));
    }
    Ok(json!({"type": "object", "properties": properties, "required": required}))
}

/// Whether all of a schema is in the part that is checked.
fn known(
    schema: &Value,
    place: &str,
    patterns: &mut HashMap<String, Regex>,
    depth: usize,
) -> Result<(), String> {
    let Some(object) = schema.as_object() else {
        return Err(format!(
            "{place} is no schema: write it like {{ type = \"string\" }}"
        ));
    };
    if depth == 0 {
        return Err(format!("{place} is nested too deeply"));
    }
    let kind = object
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !TYPES.contains(&kind) {
        return Err(format!(
            "{place} has no type; allowed are {}",
            TYPES.join(", ")
        ));
    }
    for (keyword, value) in object {
        let fits = match keyword.as_str() {
            "type" | "title" | "description" | "default" | "examples" => true,
            "enum" => value.as_array().is_some_and(|a| !a.is_empty()),
            "minimum" | "maximum" => value.is_number() && matches!(kind, "number" | "integer"),
            "minLength" | "maxLength" => value.is_u64() && kind == "string",
            "minItems" | "maxItems" => value.is_u64() && kind == "array",
            "pattern" => kind == "string" && compiles(value, place, patterns)?,
            "format" => {
                let format = value.as_str().unwrap_or_default();
                if !FORMATS.contains(&format) {
                    let allowed = FORMATS.join(", ");
                    return Err(format!(
                        "{place}: \"{format}\" is no format that is checked; allowed are {allowed}"
                    ));
                }
                kind == "string"
            }
            "items" => {
                known(value, &format!("an item of {place}"), patterns, depth - 1)?;
                kind == "array"
            }
            "properties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    known(inner, &format!("`{name}`"), patterns, depth - 1)?;
                }
                value.is_object() && kind == "object"
            }
            "required" => kind == "object" && names_properties(value, object.get("properties")),
            "additionalProperties" => value.is_boolean() && kind == "object",
            _ => {
                return Err(format!(
                    "{place}: `{keyword}` is not checked here, so it cannot be used"
                ));
            }
        };
        if !fits {
            return Err(format!("{place}: `{keyword}` does not fit there"));
        }
    }
    Ok(())
}

/// Whether a pattern is a text; a wrong one is told.
fn compiles(
    pattern: &Value,
    place: &str,
    patterns: &mut HashMap<String, Regex>,
) -> Result<bool, String> {
    let Some(pattern) = pattern.as_str() else {
        return Ok(false);
    };
    let regex = Regex::new(pattern).map_err(|_| {
        format!("{place}: its pattern is no regular expression that is known here (neither look-around nor back-references are)")
    })?;
    patterns.insert(pattern.to_owned(), regex);
    Ok(true)
}

/// Whether this is a list of names that are all among the properties.
fn names_properties(names: &Value, properties: Option<&Value>) -> bool {
    let known = |n: &Value| properties.is_some_and(|p| p.get(n.as_str().unwrap_or("")).is_some());
    names.as_array().is_some_and(|n| n.iter().all(known))
}

fn has_format(format: &str, text: &str) -> bool {
    match format {
        "date" => text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok(),
        "time" => ["%H:%M", "%H:%M:%S"]
            .iter()
            .any(|f| chrono::NaiveTime::parse_from_str(text, f).is_ok()),
        "date-time" => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        "email" => text.split_once('@').is_some_and(|(local, host)| {
            let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;\"()@".contains(c);
            !local.is_empty()
                && host.contains('.')
                && text.len() <= 254
                && local.chars().chain(host.chars()).all(plain)
                && !host.starts_with('.')
                && !host.ends_with('.')
        }),
        "uri" => url::Url::parse(text).is_ok(),
        "uuid" => text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: Value) -> Result<Parameters, String> {
        Parameters::read(written.as_object().unwrap())
    }

    #[test]
    fn parameters_by_name_are_required_unless_they_are_optional() {
        let parameters = read(json!({
            "order": {"type": "string", "pattern": "^[0-9]{4,10}$"},
            "day": {"type": "string", "format": "date", "optional": true},
        }))
        .unwrap();
        assert!(parameters.requires("order") && !parameters.requires("day"));
        assert!(
            parameters
                .check(&json!({"order": "1042", "day": "2026-03-10"}))
                .is_ok()
        );
        for (wrong, why) in [
            (json!({}), "`order` is missing"),
            (json!({"order": 1042}), "must be of type string"),
            (json!({"order": "10"}), "must match the pattern"),
            (json!({"order": "1042/../x"}), "must match the pattern"),
            (json!({"order": "1042", "day": "2026-02-30"}), "is no date"),
            (
                json!({"order": "1042", "customer": "cus_1"}),
                "there is no `customer`",
            ),
            (json!("1042"), "must be of type object"),
        ] {
            let said = parameters.check(&wrong).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_whole_schema_is_read_and_closed() {
        let parameters = read(json!({
            "type": "object",
            "properties": {
                "items": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "email"}},
                "size": {"type": "string", "enum": ["S", "L"]},
            },
            "required": ["items"],
        }))
        .unwrap();
        assert!(
            parameters
                .check(&json!({"items": ["a@b.example"], "size": "S"}))
                .is_ok()
        );
        for wrong in [
            json!({"items": ["a b@c.example"]}),
            json!({"items": ["a@b.example", "a@b.example", "a@b.example"]}),
            json!({"items": [], "size": "M"}),
            json!({"items": [], "other": 1}),
        ] {
            assert!(parameters.check(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_would_not_be_checked_is_refused() {
        for (wrong, why) in [
            (json!({"a": "string"}), "`a` is no schema"),
            (json!({"a": {}}), "`a` has no type"),
            (json!({"a": {"type": "text"}}), "`a` has no type"),
            (
                json!({"a": {"type": "string", "minimum": 1}}),
                "`minimum` does not fit",
            ),
            (
                json!({"a": {"type": "string", "oneOf": []}}),
                "`oneOf` is not checked",
            ),
            (
                json!({"a": {"type": "string", "format": "hostname"}}),
                "no format that is checked",
            ),
            (
                json!({"a": {"type": "string", "pattern": "(?=x)"}}),
                "no regular expression",
            ),
            (
                json!({"a": {"type": "string", "optional": 1}}),
                "optional is true or false",
            ),
            (
                json!({"type": "object", "required": ["b"]}),
                "`required` does not fit",
            ),
            (
                json!({"type": "object", "properties": {}, "required": ["b"]}),
                "`required` does not fit",
            ),
            (
                json!({"type": "object", "properties": {"a": {"type": "object", "additionalProperties": {}}}}),
                "does not fit",
            ),
        ] {
            let said = read(wrong).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }
}
