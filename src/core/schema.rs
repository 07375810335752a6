//! Checking a tool's arguments against its JSON Schema before the tool sees them. It understands the part of the
//! standard that tools use: `type`, `properties`, `required`, `additionalProperties: false`, `enum`, `items`, `minItems`,
//! `maxItems`, `minLength`, `maxLength`, `minimum`, `maximum`. Other keywords are notes to the model and pass.

use serde_json::Value;

/// How deep arguments may be nested: a tool's are flat or nearly so, and what is deeper was not meant for it.
const DEPTH: usize = 8;

/// Checks arguments against the schema of a tool's parameters.
///
/// # Errors
/// The first thing that is wrong, where it is and what is allowed, in words a model can mend the call with. What was
/// written is not repeated.
pub fn check(schema: &Value, arguments: &Value) -> Result<(), String> {
    check_at(schema, arguments, "the arguments", DEPTH)
}

fn check_at(schema: &Value, value: &Value, place: &str, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err(format!("{place}: nested too deeply"));
    }
    check_type(schema, value, place)?;
    check_enum(schema, value, place)?;
    match value {
        Value::String(text) => check_length(
            schema,
            ("minLength", "maxLength"),
            text.chars().count(),
            place,
            "characters",
        ),
        Value::Number(number) => check_range(schema, number.as_f64().unwrap_or(0.0), place),
        Value::Array(items) => {
            check_length(
                schema,
                ("minItems", "maxItems"),
                items.len(),
                place,
                "items",
            )?;
            let Some(each) = schema.get("items") else {
                return Ok(());
            };
            items.iter().enumerate().try_for_each(|(i, item)| {
                check_at(each, item, &format!("item {} of {place}", i + 1), depth - 1)
            })
        }
        Value::Object(fields) => check_object(schema, fields, place, depth),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn check_object(
    schema: &Value,
    fields: &serde_json::Map<String, Value>,
    place: &str,
    depth: usize,
) -> Result<(), String> {
    let known = schema.get("properties").and_then(Value::as_object);
    let required = schema.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            return Err(format!("{place}: `{name}` is missing"));
        }
    }
    for (name, value) in fields {
        match known.and_then(|k| k.get(name)) {
            Some(inner) => check_at(inner, value, &format!("`{name}`"), depth - 1)?,
            None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                let allowed: Vec<&str> = known.into_iter().flatten().map(|(k, _)| &**k).collect();
                return Err(format!(
                    "{place}: there is no `{}`; allowed: {}",
                    name.chars().take(40).collect::<String>(),
                    allowed.join(", ")
                ));
            }
            None => {}
        }
    }
    Ok(())
}

fn check_type(schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let wanted: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_i64() || n.is_u64() => "integer",
        // 3.0 is an integer for JSON Schema.
        Value::Number(n) if n.as_f64().is_some_and(|f| f.fract() == 0.0) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = wanted.contains(&found) || (found == "integer" && wanted.contains(&"number"));
    if fits {
        return Ok(());
    }
    Err(format!(
        "{place}: must be of type {}, not {found}",
        wanted.join(" or ")
    ))
}

fn check_enum(schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    match schema.get("enum").and_then(Value::as_array) {
        Some(allowed) if !allowed.contains(value) => {
            let allowed: Vec<String> = allowed.iter().map(Value::to_string).collect();
            Err(format!("{place}: must be one of {}", allowed.join(", ")))
        }
        _ => Ok(()),
    }
}

fn check_length(
    schema: &Value,
    (min, max): (&str, &str),
    length: usize,
    place: &str,
    unit: &str,
) -> Result<(), String> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
    let length = length as u64;
    match (bound(min), bound(max)) {
        (Some(least), _) if length < least => {
            Err(format!("{place}: needs at least {least} {unit}"))
        }
        (_, Some(most)) if length > most => Err(format!("{place}: has at most {most} {unit}")),
        _ => Ok(()),
    }
}

fn check_range(schema: &Value, number: f64, place: &str) -> Result<(), String> {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if number < least => Err(format!("{place}: must be at least {least}")),
        (_, Some(most)) if number > most => Err(format!("{place}: must be at most {most}")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "day": {"type": "string", "maxLength": 10, "minLength": 1},
                "people": {"type": "integer", "minimum": 1, "maximum": 20},
                "topic": {"type": ["string", "null"], "enum": ["a", "b", null]},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 2}
            },
            "required": ["day"],
            "additionalProperties": false
        })
    }

    #[test]
    fn arguments_that_fit_pass() {
        for arguments in [
            json!({"day": "Sunday"}),
            json!({"day": "Sunday", "people": 4, "topic": null, "tags": ["x"]}),
            json!({"day": "Sunday", "people": 4.0}),
        ] {
            assert_eq!(check(&schema(), &arguments), Ok(()));
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_allowed() {
        for (arguments, wrong) in [
            (
                json!("{broken"),
                "the arguments: must be of type object, not string",
            ),
            (json!({}), "the arguments: `day` is missing"),
            (
                json!({"day": 3}),
                "`day`: must be of type string, not integer",
            ),
            (json!({"day": ""}), "`day`: needs at least 1 characters"),
            (
                json!({"day": "a day that is long"}),
                "`day`: has at most 10 characters",
            ),
            (
                json!({"day": "x", "people": 1.5}),
                "`people`: must be of type integer, not number",
            ),
            (
                json!({"day": "x", "people": 21}),
                "`people`: must be at most 20",
            ),
            (
                json!({"day": "x", "topic": "c"}),
                "`topic`: must be one of \"a\", \"b\", null",
            ),
            (
                json!({"day": "x", "tags": ["a", 1]}),
                "item 2 of `tags`: must be of type string, not integer",
            ),
            (
                json!({"day": "x", "tags": ["a", "b", "c"]}),
                "`tags`: has at most 2 items",
            ),
            (
                json!({"day": "x", "customer": "c"}),
                "the arguments: there is no `customer`; allowed: day, people, tags, topic",
            ),
        ] {
            let found = check(&schema(), &arguments).unwrap_err();
            // The order of properties depends on how maps are kept; the words do not.
            let sorted = |text: &str| {
                let mut words: Vec<String> = text.split(' ').map(|w| w.replace(',', "")).collect();
                words.sort();
                words
            };
            assert_eq!(sorted(&found), sorted(wrong));
        }
    }

    proptest! {
        #[test]
        fn no_arguments_break_the_check(text in "\\PC{0,80}") {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            let _ = check(&schema(), &value);
        }
    }
}
