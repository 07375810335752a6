//! `config/reference.toml`: every key with its documentation, its kind and its default, printed from the types. A test keeps the file current.

use super::{BusinessFile, ServerFile};
use schemars::Schema;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// The whole reference.
pub fn reference() -> String {
    let mut out = String::from(
        "# Every key of the configuration, with its default. Printed from the program by `frontdesk check --reference`; do not edit.\n\
         # A key without a default here must be given. ${NAME} in any string is taken from the environment.\n\
         \n\
         # ---- config/frontdesk.toml: the server ----\n",
    );
    file(&mut out, schemars::schema_for!(ServerFile));
    out.push_str("\n# ---- config/businesses/<id>.toml: one file a business ----\n");
    file(&mut out, schemars::schema_for!(BusinessFile));
    for kind in frontdesk_channels::KINDS {
        let _ = write!(
            out,
            "\n# ---- [[inbox]] with channel = \"{}\": its own keys (quiet_ms = {}, max_wait_ms = {}, patience_ms = {} unless given) ----\n[[inbox]]\n",
            kind.name, kind.quiet_ms, kind.max_wait_ms, kind.patience_ms
        );
        let schema = (kind.schema)();
        keys(&mut out, schema.as_value(), schema.as_value());
    }
    out
}

fn file(out: &mut String, schema: Schema) {
    let root = schema.as_value();
    for (name, table) in properties(root) {
        let (table, array) = match table.get("items") {
            Some(items) => (resolve(root, items), true),
            None => (resolve(root, table), false),
        };
        let doc = properties(root)
            .find(|(n, _)| *n == name)
            .and_then(|(_, p)| p["description"].as_str());
        out.push('\n');
        comment(
            out,
            doc.or_else(|| table["description"].as_str())
                .unwrap_or_default(),
        );
        let _ = if array {
            writeln!(out, "[[{name}]]")
        } else {
            writeln!(out, "[{name}]")
        };
        keys(out, root, table);
    }
}

fn keys(out: &mut String, root: &Value, table: &Value) {
    let required: Vec<&str> = table["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, property) in properties(table) {
        let resolved = resolve(root, property);
        let doc = property["description"]
            .as_str()
            .or_else(|| resolved["description"].as_str());
        comment(out, doc.unwrap_or_default());
        match property.get("default") {
            Some(Value::Null) | None if required.contains(&key) => {
                let _ = writeln!(out, "{key} = {}  # must be given", example(resolved));
            }
            Some(Value::Null) | None => {
                let _ = writeln!(out, "# {key} = {}", example(resolved));
            }
            Some(default) => {
                let _ = writeln!(out, "{key} = {}", toml_of(default));
            }
        }
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    schema["properties"]
        .as_object()
        .unwrap_or(&NONE)
        .iter()
        .map(|(k, v)| (k.as_str(), v))
}

/// Follows `$ref` (also inside `allOf` and `anyOf`) to where the type is described.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let inner = schema["allOf"]
        .get(0)
        .or_else(|| schema["anyOf"].get(0))
        .unwrap_or(schema);
    match inner["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
        Some(pointer) => root.pointer(pointer).unwrap_or(schema),
        None => inner,
    }
}

fn comment(out: &mut String, doc: &str) {
    for paragraph in doc.split("\n\n") {
        let flat = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut line = String::from("#");
        for word in flat.split(' ') {
            if line.len() + word.len() > 110 {
                let _ = writeln!(out, "{line}");
                line = String::from("#");
            }
            line.push(' ');
            line.push_str(word);
        }
        let _ = writeln!(out, "{line}");
    }
}

/// A value of the right kind.
fn example(schema: &Value) -> &'static str {
    let kind = schema["type"]
        .as_str()
        .or_else(|| schema["type"].get(0).and_then(Value::as_str));
    match kind {
        Some("integer" | "number") => "0",
        Some("boolean") => "false",
        Some("array") => "[]",
        Some("object") => "{}",
        _ => "\"…\"",
    }
}

fn toml_of(value: &Value) -> String {
    match value {
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(toml_of).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(map) if map.is_empty() => "{}".into(),
        Value::String(text) if text == "***" => "\"\"".into(),
        other => other.to_string(),
    }
}
