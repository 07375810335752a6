//! `frontdesk eval tune`: how sure a passage must be before it is answered from, measured on the business's own scenarios.
//!
//! One floor serves what no article answers and what is off topic: both are questions for which nothing is sure enough.

use super::{Failed, Places, Which, eval_scenario, say};
use crate::{clock::ManualClock, settings::Secrets, wiring::Knowledge};
use anyhow::Context;
use chrono::NaiveDate;
use frontdesk_retrieval::Library;
use std::{
    collections::{HashMap, hash_map::Entry},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Questions of a kind below which a share says little: its interval is wider than a third.
const FEW: usize = 30;

/// Questions of a kind below which nothing is written.
const TOO_FEW: usize = 10;

/// Steps of the floor.
const STEPS: u32 = 100;

/// A question, whether an article answers it, and how sure the best passage is.
struct Asked {
    known: bool,
    confidence: f32,
    text: String,
}

/// How a floor does.
#[derive(Clone, Copy, PartialEq)]
struct Point {
    floor: f32,
    kept: usize,
    caught: usize,
}

/// Runs `eval tune`.
///
/// # Errors
/// [`Failed`] if there is too little to tell by and `write` was asked for; what keeps it from measuring.
pub(super) async fn run(
    places: &Places,
    which: &Which,
    files: &[PathBuf],
    write: bool,
) -> anyhow::Result<()> {
    let configuration = places.read(Secrets::Spared)?;
    let id = which.of(&configuration)?;
    let own = [configuration.knowledge(&id).join("scenarios.yaml")];
    let files = if files.is_empty() { &own[..] } else { files };
    let mut libraries: HashMap<NaiveDate, Arc<Library>> = HashMap::new();
    let mut asked = Vec::new();
    for file in files {
        for scenario in eval_scenario::read(file)? {
            let now = scenario.time(&configuration, &id)?;
            // What is said later is looked up with what was said before; the first question stands for itself.
            let Some((known, text)) = scenario
                .turns
                .first()
                .and_then(|turn| Some((turn.is_answered()?, &turn.say)))
            else {
                continue;
            };
            let day = now.to_utc().date_naive();
            let library = match libraries.entry(day) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(place) => {
                    let clock = Arc::new(ManualClock::at(now));
                    let knowledge = Knowledge::open(&configuration, &id, clock)?;
                    knowledge.embed().await?;
                    place.insert(knowledge.library).clone()
                }
            };
            let question = text.clone();
            let found = tokio::task::spawn_blocking(move || library.find(&question, 1)).await??;
            asked.push(Asked {
                known,
                confidence: found.confidence,
                text: text.clone(),
            });
        }
    }
    let set = configuration.businesses[&id].retrieval.floor;
    let now = set.unwrap_or(frontdesk_retrieval::FLOOR);
    let best = report(&asked, now, set.is_some());
    if !write {
        return Ok(());
    }
    let (known, unknown) = counts(&asked);
    let Some(best) = best.filter(|_| known >= TOO_FEW && unknown >= TOO_FEW) else {
        say(format!(
            "nothing was written: with fewer than {TOO_FEW} questions of each kind a floor would be a guess"
        ));
        return Err(Failed.into());
    };
    let file = configuration.file(&id);
    set_floor(&file, best.floor)?;
    say(format!(
        "{} now says [retrieval] floor = {:.2}",
        file.display(),
        best.floor
    ));
    Ok(())
}

fn counts(asked: &[Asked]) -> (usize, usize) {
    let known = asked.iter().filter(|a| a.known).count();
    (known, asked.len() - known)
}

fn point(asked: &[Asked], floor: f32) -> Point {
    Point {
        floor,
        kept: asked
            .iter()
            .filter(|a| a.known && a.confidence >= floor)
            .count(),
        caught: asked
            .iter()
            .filter(|a| !a.known && a.confidence < floor)
            .count(),
    }
}

/// The floor at which the shares of both kinds together are highest; of equal ones that nearest to what is set now.
fn best(asked: &[Asked], now: f32) -> Option<Point> {
    let (known, unknown) = counts(asked);
    if known == 0 || unknown == 0 {
        return None;
    }
    let worth = |p: &Point| p.kept * unknown + p.caught * known;
    let points: Vec<Point> = (1..STEPS)
        .map(|n| point(asked, n as f32 / STEPS as f32))
        .collect();
    let most = points.iter().map(worth).max()?;
    let far = |p: &Point| (p.floor - now).abs();
    points
        .into_iter()
        .filter(|p| worth(p) == most)
        .min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// Prints the curve.
fn report(asked: &[Asked], now: f32, is_set: bool) -> Option<Point> {
    let (known, unknown) = counts(asked);
    say(format!(
        "{known} questions that an article answers, {unknown} that none does, each as the first of its scenario"
    ));
    let found = best(asked, now);
    let mut floors: Vec<f32> = (4..=16)
        .map(|n| n as f32 / 20.0)
        .chain([now])
        .chain(found.map(|p| p.floor))
        .collect();
    floors.sort_by(f32::total_cmp);
    floors.dedup_by(|a, b| (*a - *b).abs() < 0.001);
    say(format!(
        "{:>6}  {:<28}  {:<28}",
        "floor", "answers kept", "others caught"
    ));
    for floor in floors {
        let p = point(asked, floor);
        let is = |other: f32| (other - floor).abs() < 0.001;
        let mark = match (is(now), found.is_some_and(|p| is(p.floor))) {
            (true, true) => "  now and best",
            (true, false) => "  now",
            (false, true) => "  best",
            (false, false) => "",
        };
        say(format!(
            "{floor:>6.2}  {:<28}  {:<28}{mark}",
            share(p.kept, known),
            share(p.caught, unknown)
        ));
    }
    if let Some(p) = found {
        for a in asked
            .iter()
            .filter(|a| a.known != (a.confidence >= p.floor))
        {
            let what = if a.known {
                "not answered"
            } else {
                "answered all the same"
            };
            say(format!(
                "{what} at {:.2} ({:.2}): {}",
                p.floor, a.confidence, a.text
            ));
        }
    }
    if known < FEW || unknown < FEW {
        say(format!(
            "these are few: with fewer than {FEW} of each kind the intervals are too wide to choose between neighbouring floors. Add scenarios, above all questions that you cannot answer (unknown: true)"
        ));
    }
    let origin = if is_set {
        "set in the business's file"
    } else {
        "the usual one"
    };
    say(format!(
        "the floor is {now:.2}, {origin}; the shares at the best one flatter it, since it was chosen by them"
    ));
    found
}

/// `38/40  95 % (84–99)`: with Wilson's interval, 95 %.
fn share(of: usize, n: usize) -> String {
    if n == 0 {
        return "none".into();
    }
    let (low, high) = wilson(of, n);
    format!(
        "{of}/{n}  {:.0} % ({:.0}–{:.0})",
        100.0 * of as f64 / n as f64,
        100.0 * low,
        100.0 * high
    )
}

fn wilson(of: usize, n: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (n, p) = (n as f64, of as f64 / n as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Sets the floor in a business's file and leaves the rest as it is written.
fn set_floor(path: &Path, floor: f32) -> anyhow::Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let text = with_floor(&text, floor)
        .with_context(|| format!("writing the floor into {}", path.display()))?;
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .with_context(|| format!("writing {}", path.display()))
}

fn with_floor(text: &str, floor: f32) -> anyhow::Result<String> {
    let mut file: toml_edit::DocumentMut = text.parse()?;
    let table = file.entry("retrieval").or_insert(toml_edit::table());
    let table = table
        .as_table_like_mut()
        .context("[retrieval] is no table")?;
    let floor = (f64::from(floor) * 100.0).round() / 100.0;
    match table
        .get_mut("floor")
        .and_then(toml_edit::Item::as_value_mut)
    {
        Some(value) => {
            let decor = value.decor().clone();
            *value = floor.into();
            *value.decor_mut() = decor;
        }
        None => drop(table.insert("floor", toml_edit::value(floor))),
    }
    Ok(file.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_floor_parts_the_kinds_and_stays_near() {
        let asked = |known, confidence| Asked {
            known,
            confidence,
            text: String::new(),
        };
        let all = [
            asked(true, 0.8),
            asked(true, 0.6),
            asked(false, 0.3),
            asked(false, 0.2),
        ];
        assert_eq!(best(&all, 0.45).unwrap().floor, 0.45);
        assert_eq!(best(&all, 0.1).unwrap().floor, 0.31);
        assert_eq!(best(&all, 0.9).unwrap().floor, 0.6);
        assert!(best(&all[..2], 0.5).is_none());
        let (low, high) = wilson(38, 40);
        assert!(
            (low - 0.835).abs() < 0.001 && (high - 0.986).abs() < 0.001,
            "{low} {high}"
        );
    }

    #[test]
    fn the_file_keeps_its_comments() {
        let text = "# Ours\n[retrieval]\n# How articles are searched.\nfloor = 0.5 # low\n\n[widget] # last\n";
        assert_eq!(
            with_floor(text, 0.41).unwrap(),
            text.replace("0.5 #", "0.41 #")
        );
        let text = "# Ours\n[business]\nname = \"${NAME}\" # x\n";
        assert_eq!(
            with_floor(text, 0.4).unwrap(),
            format!("{text}\n[retrieval]\nfloor = 0.4\n")
        );
    }
}
