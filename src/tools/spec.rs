//! Arguments of tools: their schema as it is told to the model, and reading them.

use frontdesk_core::{Error, ErrorKind, schema, tool::ToolSpec};
use serde_json::{Value, json};

/// A tool's description. `properties` is an object of JSON Schemas.
pub(crate) fn spec(
    name: &str,
    description: &str,
    properties: Value,
    required: &[&str],
) -> ToolSpec {
    ToolSpec {
        name: name.into(),
        description: description.into(),
        parameters: json!({
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        }),
    }
}

/// An error that names what is wrong, for the model to mend.
pub(crate) fn wrong(operation: &'static str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Invalid, operation).with("wrong", what)
}

/// Checks arguments against the tool's schema.
pub(crate) fn check(
    spec: &ToolSpec,
    operation: &'static str,
    arguments: &Value,
) -> Result<(), Error> {
    schema::check(&spec.parameters, arguments).map_err(|what| wrong(operation, what))
}

/// A text argument; `None` if it is missing, null or blank.
pub(crate) fn text<'a>(arguments: &'a Value, name: &str) -> Option<&'a str> {
    let text = arguments.get(name)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}
