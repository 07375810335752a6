use super::*;
use crate::settings::read;
use std::path::Path;
use tempfile::TempDir;

const FILE: &str = "[business]\nname = \"B\"\ntimezone = \"UTC\"\n";

struct Place {
    folder: TempDir,
    id: BusinessId,
}

impl Place {
    fn new() -> Self {
        let place = Self {
            folder: TempDir::new().unwrap(),
            id: BusinessId::from("b"),
        };
        for folder in ["config/businesses", "config/prompts", "knowledge/b"] {
            fs::create_dir_all(place.path(folder)).unwrap();
        }
        let data = place.path("data").display().to_string();
        place.write(
            "config/frontdesk.toml",
            &format!("[store]\npath = \"{data}\"\n"),
        );
        place.write("config/businesses/b.toml", FILE);
        place.write("knowledge/b/stew.md", "# Stew\n\nThe stew is $14.\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn configuration(&self) -> Configuration {
        read(&self.path("config"), Secrets::Spared).unwrap()
    }

    fn shelf(&self) -> Shelf {
        Shelf::of(&self.configuration(), &self.id)
    }

    fn working(&self) -> Working {
        Working::of(&self.configuration(), &self.id).unwrap()
    }

    fn draft(&self) -> Draft {
        self.shelf().draft(self.working()).unwrap()
    }

    fn publish(&self, note: &str) -> u64 {
        self.draft().publish(note, 1).unwrap().version
    }

    fn numbers(&self) -> Vec<u64> {
        let list = self.shelf().list().unwrap();
        list.into_iter().map(|m| m.version).collect()
    }

    fn stew(&self) -> String {
        let served = served(&self.configuration(), &self.id, Secrets::Spared).unwrap();
        fs::read_to_string(served.knowledge(&self.id).join("stew.md")).unwrap()
    }

    fn folder_of(&self, version: u64) -> PathBuf {
        self.path(&format!("data/published/b/{version}"))
    }
}

#[test]
fn edits_wait_for_the_next_version_once_something_is_published() {
    let place = Place::new();
    assert!(place.stew().contains("$14"));
    place.write("knowledge/b/stew.md", "The stew is $15.\n");
    assert!(
        place.stew().contains("$15"),
        "before anything is published edits count at once"
    );
    assert_eq!(place.publish("first"), 1);
    place.write("knowledge/b/stew.md", "The stew is $16.\n");
    assert!(place.stew().contains("$15"));
    assert_eq!(place.publish("second"), 2);
    assert!(place.stew().contains("$16"));
    place.shelf().turn_to(Some(1)).unwrap();
    assert!(place.stew().contains("$15"));
    // What replaced a version that was given up goes back to that version's own predecessor.
    assert_eq!(place.publish("third"), 3);
    assert_eq!(place.shelf().before(3).unwrap(), Some(1));
    assert_eq!(place.shelf().before(1).unwrap(), None);
    place.shelf().turn_to(None).unwrap();
    place.write("knowledge/b/stew.md", "The stew is $17.\n");
    assert!(place.stew().contains("$17"));
    assert_eq!(place.numbers(), [1, 2, 3]);
}

#[test]
fn what_a_killed_publish_leaves_is_no_version_and_is_cleared_away() {
    let place = Place::new();
    place.publish("");
    place.write("knowledge/b/stew.md", "half\n");
    place.write("knowledge/b/new.md", "half\n");
    // Killed while files are written.
    place.draft().die();
    assert!(place.folder_of(2).exists());
    assert_eq!(place.numbers(), [1]);
    assert!(place.stew().contains("$14"));
    assert!(place.shelf().turn_to(Some(2)).is_err());
    // Killed when the version is whole and `current` has not moved; a torn draft of `current` lies there too.
    let draft = place.draft();
    let manifest = Manifest {
        version: 2,
        ..place.shelf().manifest(1).unwrap()
    };
    draft.complete(&manifest).unwrap();
    draft.die();
    place.write("data/published/b/current.new", "{\"ver");
    assert!(place.shelf().manifest(2).is_ok());
    assert_eq!(place.numbers(), [1]);
    assert!(place.stew().contains("$14"));
    assert!(place.shelf().turn_to(Some(2)).is_err());
    // The next one takes the number, and nothing of the old one is in it.
    fs::remove_file(place.path("knowledge/b/new.md")).unwrap();
    place.write("knowledge/b/stew.md", "The stew is $18.\n");
    assert_eq!(place.publish(""), 2);
    assert!(place.stew().contains("$18"));
    assert!(!place.folder_of(2).join("knowledge/new.md").exists());
    assert_eq!(place.numbers(), [1, 2]);
}

#[test]
fn a_draft_that_is_not_published_is_taken_away() {
    let place = Place::new();
    let draft = place.draft();
    assert!(place.folder_of(1).exists());
    let second = place.shelf().draft(place.working());
    assert!(second.unwrap_err().to_string().contains("another process"));
    drop(draft);
    assert!(!place.folder_of(1).exists());
    assert_eq!(place.numbers(), [0; 0]);
}

#[test]
fn a_version_that_was_changed_or_is_not_whole_is_refused() {
    let place = Place::new();
    for change in ["changed", "removed", "added"] {
        let version = place.publish(change);
        let article = place.folder_of(version).join("knowledge/stew.md");
        match change {
            "changed" => fs::write(&article, "The stew is free.\n").unwrap(),
            "removed" => fs::remove_file(&article).unwrap(),
            _ => fs::write(article.with_file_name("more.md"), "More.\n").unwrap(),
        }
        let refused = served(&place.configuration(), &place.id, Secrets::Spared);
        let told = format!("{:#}", refused.unwrap_err());
        assert!(told.contains(&format!("version {version}")), "{told}");
        place.write("knowledge/b/stew.md", &format!("{change}\n"));
    }
    // The server starts with the last one that is whole.
    let good = place.publish("good");
    place.publish("bad");
    fs::remove_file(place.folder_of(good + 1).join("prompts/assistant.md")).unwrap();
    let (_, version) = follow::at_start(&place.configuration(), &place.id).unwrap();
    assert_eq!(version, Some(good));
}

#[test]
fn a_damaged_current_is_told_and_mended_by_naming_a_version() {
    let place = Place::new();
    place.publish("");
    place.publish("");
    place.write("data/published/b/current", "\0\0\0");
    assert!(place.shelf().pointer().is_err());
    assert!(place.shelf().draft(place.working()).is_err());
    place.shelf().turn_to(Some(1)).unwrap();
    let pointer = place.shelf().pointer().unwrap();
    assert_eq!((pointer.version, pointer.newest), (Some(1), 2));
}

#[test]
fn secrets_are_never_copied() {
    let place = Place::new();
    let model = |key: &str, base: &str| {
        format!(
            "{FILE}[model]\nprovider = \"openai\"\nchat_model = \"m\"\napi_base = \"{base}\"\napi_key = \"{key}\"\n"
        )
    };
    // CARGO_PKG_NAME is what a test has in its environment.
    place.write(
        "config/businesses/b.toml",
        &model("${CARGO_PKG_NAME}", "https://one.example"),
    );
    let version = place.publish("");
    let settings = |v: u64| fs::read_to_string(place.folder_of(v).join("settings.toml")).unwrap();
    assert!(
        settings(version).contains("${CARGO_PKG_NAME}"),
        "{}",
        settings(version)
    );
    let key = |place: &Place| -> anyhow::Result<String> {
        let served = served(&place.configuration(), &place.id, Secrets::Needed)?;
        Ok(served.businesses[&place.id]
            .model
            .api_key
            .reveal()
            .to_owned())
    };
    assert_eq!(key(&place).unwrap(), "frontdesk");
    place.write(
        "config/businesses/b.toml",
        &model("sk-plain", "https://one.example"),
    );
    let version = place.publish("");
    assert!(!settings(version).contains("sk-plain"));
    assert_eq!(key(&place).unwrap(), "sk-plain");
    // A key does not go to the address of another version.
    place.write(
        "config/businesses/b.toml",
        &model("sk-other", "https://two.example"),
    );
    assert!(key(&place).is_err());
    place.write(
        "config/businesses/b.toml",
        &model("", "https://me:word@two.example"),
    );
    assert!(Working::of(&place.configuration(), &place.id).is_err());
}

#[test]
fn a_variable_that_is_missing_is_told_by_its_name() {
    let place = Place::new();
    let file = format!("{FILE}[model]\napi_key = \"${{NOBODY_SETS_THIS}}\"\n");
    place.write("config/businesses/b.toml", &file);
    let draft = place.draft();
    let error = draft.configuration(&place.configuration()).unwrap_err();
    assert!(error.to_string().contains("NOBODY_SETS_THIS"), "{error}");
}

#[test]
fn the_difference_names_articles_instructions_and_settings() {
    let place = Place::new();
    place.write("knowledge/b/old.md", "Old.\n");
    place.publish("");
    assert!(place.draft().difference().unwrap().unwrap().is_empty());
    fs::remove_file(place.path("knowledge/b/old.md")).unwrap();
    fs::create_dir(place.path("knowledge/b/more")).unwrap();
    place.write("knowledge/b/more/new.md", "New.\n");
    place.write("knowledge/b/stew.md", "The stew is $15.\n");
    place.write("knowledge/b/.hidden", "x");
    place.write("knowledge/b/scenarios.yaml", "[]\n");
    place.write(
        "config/prompts/assistant.md",
        "You are {{ business.name }}.\n",
    );
    let file = format!("{FILE}[retrieval]\nfloor = 0.5\n");
    place.write("config/businesses/b.toml", &file);
    let difference = place.draft().difference().unwrap().unwrap();
    assert_eq!(difference.added, ["more/new.md"]);
    assert_eq!(difference.changed, ["stew.md"]);
    assert_eq!(difference.removed, ["old.md"]);
    assert_eq!(difference.prompts, ["assistant.md"]);
    assert_eq!(difference.settings, ["[retrieval] floor: left out -> 0.5"]);
    assert_eq!(
        difference.summary(),
        "3 articles, the instructions and 1 setting"
    );
}

#[test]
fn old_versions_go_but_never_the_served_one_or_the_one_before() {
    let place = Place::new();
    place.publish("");
    place.publish("");
    place.shelf().turn_to(Some(1)).unwrap();
    // Each draft takes what is too old away; version 1 stays, because it is served.
    for _ in 0..KEPT {
        let (pointer, draft) = (place.shelf().pointer().unwrap(), place.draft());
        draft.publish("", 1).unwrap();
        place.shelf().turn_to(pointer.version).unwrap();
    }
    let numbers = place.numbers();
    assert_eq!(numbers[0], 1);
    assert!(
        !numbers.contains(&2) && numbers.len() <= KEPT + 2,
        "{numbers:?}"
    );
    let last = place.publish("");
    assert_eq!(place.shelf().before(last).unwrap(), Some(1));
    assert_eq!(place.numbers()[0], 1, "the one before stays");
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.publish("");
    place.write("knowledge/b/stew.md", "The stew is $15.\n");
    let shelf = place.path("data/published/b");
    let allow = |mode| fs::set_permissions(&shelf, fs::Permissions::from_mode(mode)).unwrap();
    allow(0o500);
    let failed = place.shelf().draft(place.working()).map(drop);
    allow(0o700);
    // Root writes anywhere.
    if let Err(error) = failed {
        assert!(
            format!("{error:#}").contains("what is published stays"),
            "{error:#}"
        );
    }
    assert!(place.stew().contains("$14"));
    assert!(Path::new(&shelf.join("1/manifest.json")).exists());
}

#[test]
fn the_instructions_of_an_experiment_are_published_too() {
    let place = Place::new();
    let file = format!(
        "{FILE}[[arm]]\nname = \"a\"\nshare = 1\n[[arm]]\nname = \"b\"\nshare = 1\nprompt = \"other.md\"\n"
    );
    place.write("config/businesses/b.toml", &file);
    place.write("config/prompts/other.md", "Be brief.");
    place.publish("");
    place.write("config/prompts/other.md", "Be long.");
    let served = served(&place.configuration(), &place.id, Secrets::Spared).unwrap();
    let text = fs::read_to_string(served.prompt(&place.id, "other.md")).unwrap();
    assert_eq!(text, "Be brief.");
    let difference = place.draft().difference().unwrap().unwrap();
    assert_eq!(difference.prompts, ["other.md"]);
    place.write(
        "config/businesses/b.toml",
        &file.replace("other.md", "../other.md"),
    );
    assert!(Working::of(&place.configuration(), &place.id).is_err());
}
