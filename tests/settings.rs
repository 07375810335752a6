//! `config/reference.toml` says what the types say.

use std::{fs, path::Path};

#[test]
fn the_reference_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/reference.toml");
    let printed = frontdesk::settings::reference::reference();
    if std::env::var_os("FRONTDESK_UPDATE").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == printed,
        "config/reference.toml is not current: run this test with FRONTDESK_UPDATE=1"
    );
}

#[test]
fn every_key_has_a_comment_and_none_is_a_secret_in_clear() {
    let printed = frontdesk::settings::reference::reference();
    let lines: Vec<&str> = printed.lines().collect();
    for (n, line) in lines
        .iter()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && l.contains(" = "))
    {
        assert!(lines[n - 1].starts_with("# "), "no comment above {line:?}");
    }
}

#[test]
fn the_sample_configuration_reads_without_a_problem() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    let read = frontdesk::settings::read(&folder, frontdesk::settings::Secrets::Spared);
    assert!(read.is_ok(), "{read:?}");
}
