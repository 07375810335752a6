//! Keeps the house: the arrows between the parts, what each part may know, where a channel may be named.

use cargo_metadata::MetadataCommand;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Which part may know which: the table of ARCHITECTURE.md.
const ARROWS: &[(&str, &[&str])] = &[
    ("frontdesk-core", &[]),
    ("frontdesk-engine", &["frontdesk-core"]),
    ("frontdesk-store", &["frontdesk-core"]),
    ("frontdesk-llm", &["frontdesk-core"]),
    ("frontdesk-egress", &["frontdesk-core"]),
    (
        "frontdesk-retrieval",
        &["frontdesk-core", "frontdesk-egress"],
    ),
    ("frontdesk-tools", &["frontdesk-core", "frontdesk-egress"]),
    ("frontdesk-simulators", &["frontdesk-core"]),
    ("frontdesk-web", &["frontdesk-core", "frontdesk-engine"]),
    ("frontdesk-channels", &["frontdesk-core"]),
];

/// What a part must not know of the outside.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "frontdesk-core",
        &[
            "tokio",
            "axum",
            "sqlx",
            "sled",
            "reqwest",
            "teloxide",
            "async-openai",
            "tantivy",
        ],
    ),
    (
        "frontdesk-engine",
        &[
            "axum",
            "sqlx",
            "sled",
            "reqwest",
            "teloxide",
            "async-openai",
            "tantivy",
        ],
    ),
    (
        "frontdesk-store",
        &["axum", "reqwest", "teloxide", "async-openai"],
    ),
    (
        "frontdesk-channels",
        &["axum", "sled", "async-openai", "tantivy"],
    ),
    (
        "frontdesk-web",
        &["sled", "teloxide", "reqwest", "async-openai", "tantivy"],
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Each package of the workspace with its normal dependencies.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new().no_deps().exec().unwrap();
    let normal = |d: &&cargo_metadata::Dependency| d.kind == cargo_metadata::DependencyKind::Normal;
    let packages = metadata.packages.iter();
    packages
        .map(|p| {
            (
                p.name.to_string(),
                p.dependencies
                    .iter()
                    .filter(normal)
                    .map(|d| d.name.clone())
                    .collect(),
            )
        })
        .collect()
}

#[test]
fn no_arrow_is_missing_from_the_table() {
    let packages = packages();
    for (name, dependencies) in &packages {
        if name == "frontdesk" {
            continue;
        }
        let allowed = ARROWS.iter().find(|(n, _)| n == name).map(|(_, a)| *a);
        let allowed =
            allowed.unwrap_or_else(|| panic!("{name} is in no row of the table of arrows"));
        for to in dependencies.iter().filter(|d| packages.contains_key(*d)) {
            assert!(allowed.contains(&to.as_str()), "{name} must not know {to}");
        }
    }
}

#[test]
fn no_part_knows_what_it_must_not() {
    let packages = packages();
    for (name, forbidden) in FORBIDDEN {
        let known = packages[*name]
            .iter()
            .find(|d| forbidden.contains(&d.as_str()));
        assert!(known.is_none(), "{name} must not know {known:?}");
    }
}

#[test]
fn every_channel_folder_is_in_the_register() {
    let register = fs::read_to_string(root().join("channels/lib.rs")).unwrap();
    for kind in channel_kinds() {
        assert!(
            register.contains(&format!("mod {kind};")),
            "channels/{kind} has no `mod` line"
        );
        assert!(
            register.contains(&format!("{kind}::KIND")),
            "channels/{kind} has no row"
        );
    }
}

/// The folders in `channels/`.
fn channel_kinds() -> Vec<String> {
    let entries = fs::read_dir(root().join("channels")).unwrap().flatten();
    entries
        .filter(|e| e.path().is_dir() && e.path().join("mod.rs").exists())
        .map(|e| e.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn no_part_asks_what_kind_of_channel_it_has() {
    let kinds = channel_kinds();
    assert!(kinds.len() >= 3, "{kinds:?}");
    let mut files = Vec::new();
    for folder in [
        "src/core",
        "src/engine",
        "src/store",
        "src/llm",
        "src/egress",
        "src/retrieval",
        "src/tools",
        "src/web",
        "src/cli",
        "src/settings",
        "src/versions",
    ] {
        collect(&root().join(folder), &mut files);
    }
    files.extend(
        [
            "main.rs",
            "lib.rs",
            "settings.rs",
            "wiring.rs",
            "serve.rs",
            "resync.rs",
            "trial.rs",
            "versions.rs",
            "clock.rs",
            "telemetry.rs",
        ]
        .map(|f| root().join("src").join(f)),
    );
    for file in files
        .iter()
        .filter(|f| !f.components().any(|c| is_of_tests(c.as_os_str().to_str())))
    {
        let Ok(text) = fs::read_to_string(file) else {
            continue;
        };
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (n, line) in code
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim_start().starts_with("//"))
        {
            let named = kinds
                .iter()
                .find(|k| line.contains(&format!("\"{k}\"")) || line.contains(&format!("{k}::")));
            assert!(
                named.is_none(),
                "{}:{}: names the channel {named:?}",
                file.display(),
                n + 1
            );
        }
    }
}

/// Tests may name channels, and so may the kinds of `eval`, which are words of the contract, the readers of fact files, in which a
/// business has an `email`, and the reader of JSON Schemas, which have a format of that name.
fn is_of_tests(component: Option<&str>) -> bool {
    matches!(
        component,
        Some(
            "tests"
                | "tests.rs"
                | "conformance"
                | "conformance.rs"
                | "examples"
                | "eval_kinds.rs"
                | "layout.rs"
                | "structured"
                | "schema.rs"
        )
    )
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let mut files = Vec::new();
    for folder in ["src", "channels", "tests", "benches"] {
        collect(&root().join(folder), &mut files);
    }
    let long: Vec<String> = files
        .iter()
        .filter_map(|f| Some((f, fs::read_to_string(f).ok()?.lines().count())))
        .filter(|(_, n)| *n > 500)
        .map(|(f, n)| format!("{}: {n}", f.display()))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|e| matches!(e.to_str(), Some("rs" | "js" | "css" | "html")))
        {
            files.push(path);
        }
    }
}

#[test]
fn every_path_that_the_map_names_exists() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let named = map.split('`').skip(1).step_by(2).filter(|p| {
        [
            "src/",
            "channels/",
            "config/",
            "knowledge/",
            "tests/",
            "benches/",
        ]
        .iter()
        .any(|d| p.starts_with(d))
            && !p.contains(['<', '*', ' '])
    });
    let mut count = 0;
    for path in named {
        let path = path.split("::").next().unwrap_or(path);
        assert!(
            root().join(path).exists(),
            "ARCHITECTURE.md names {path}, which does not exist"
        );
        count += 1;
    }
    assert!(count > 20, "only {count} paths are named");
}
