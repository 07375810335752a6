//! The language a business's knowledge is in: how its words are cut to their stems, and which of them say nothing.

pub(crate) mod detect;
mod profiles;
mod scripts;

use crate::{typo, words::Words};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stems, LowerCaser, RawTokenizer, Stemmer, StopWordFilter,
    TextAnalyzer, TextAnalyzerBuilder, TokenStream,
};

/// Words of a question that say how it is asked and not what about, beyond those tantivy has for English.
const ENGLISH: &str = "able about all also am any anyone anything because been before being both can cannot cost costs \
    could couldn did didn do does doesn doing don each else ever every everyone few from further get \
    gets getting give go goes going got had has hasn have haven having he hello help her here hers hey \
    hi him his how hows i im isn its ive just kindly know let like looking lot m make may maybe me might \
    mine more most much must my need needs nor now off ok okay one only other our ours out over own \
    please pls plz possible question re really s same say shall she should so some somebody someone \
    something sorry still sure take tell than thank thanks them themselves thing things those through \
    tomorrow tonight too try u under until up ur us use ve very wanna want wanted wants was wasn we were \
    what whats when where wheres whether which while who whom whose why won wonder wondering would \
    wouldn yes yet you your yours";

/// The same for languages whose lists lack the words of questions and courtesy.
const SPANISH: &str = "buenas buenos cual cuales cuando cuanta cuantas cuanto cuantos cuál cuáles cuándo cuánta cuántas \
    cuánto cuántos cómo dias días donde dónde favor gracias hacen hacer hay hola puede pueden puedo qué quien quienes quiero \
    quisiera quién quiénes saber ustedes";
const FRENCH: &str = "avez bonjour combien comment merci où peut peux plaît pouvez puis quand quel quelle quelles quels qui \
    quoi savoir svp voudrais";
const GERMAN: &str = "bitte danke gibt gibts guten hallo ihnen kann können könnte man möchte wann warum was welche welchen \
    welcher welches wer wie wieviel wieviele wo";
const ITALIAN: &str = "buongiorno ciao come dove favore grazie posso possiamo potete quali quando quanta quante quanti \
    quanto salve vorrei";
const PORTUGUESE: &str = "bom gostaria obrigada obrigado olá onde podem posso qual quais quando quanta quantas quanto \
    quantos queria têm vocês";

/// How the words of a business are analysed.
#[derive(Clone)]
pub(crate) struct Language {
    stems: Option<Stems>,
    /// Cuts one word to its stem.
    stem: TextAnalyzer,
    /// Leaves nothing of a word that says nothing.
    stop: TextAnalyzer,
    /// Words of questions and courtesy, which say nothing.
    courtesy: &'static str,
}

impl Language {
    /// The language of a locale such as `en` or `es-MX`; where there is none, what `text` seems to be written in.
    /// A language without a stemmer is searched by its words as they are.
    pub(crate) fn of(locale: &str, text: &str) -> Self {
        let code = locale
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let stems = if code.is_empty() {
            detected(text)
        } else {
            named(&code)
        };
        Self {
            stems,
            stem: stemmed(
                TextAnalyzer::builder(RawTokenizer::default()).dynamic(),
                stems,
            ),
            courtesy: courtesy(stems),
            stop: stopped(
                TextAnalyzer::builder(RawTokenizer::default()).dynamic(),
                stems,
            )
            .build(),
        }
    }

    /// Every word, cut to its stem.
    pub(crate) fn all(&self) -> TextAnalyzer {
        stemmed(
            TextAnalyzer::builder(Words).filter(LowerCaser).dynamic(),
            self.stems,
        )
    }

    /// The words that say something, cut to their stems.
    pub(crate) fn content(&self) -> TextAnalyzer {
        let words = TextAnalyzer::builder(Words).filter(LowerCaser).dynamic();
        stemmed(stopped(words, self.stems), self.stems)
    }

    /// The stem of a word in lower case.
    pub(crate) fn stem(&mut self, word: &str) -> String {
        let mut stem = self.stem.token_stream(word);
        if stem.advance() {
            std::mem::take(&mut stem.token_mut().text)
        } else {
            String::new()
        }
    }

    /// Whether a word in lower case says nothing by itself.
    pub(crate) fn is_silent(&mut self, word: &str) -> bool {
        !self.stop.token_stream(word).advance()
    }

    /// Whether a word that is no word of its own is one slip away from one that says nothing (`helo`, `hav`).
    pub(crate) fn is_nearly_silent(&self, word: &str) -> bool {
        self.courtesy
            .split_whitespace()
            .filter(|known| known.len() > 2 && known.chars().next() == word.chars().next())
            .any(|known| typo::is_slip(word, known))
    }
}

/// The words of questions and courtesy of a language.
fn courtesy(stems: Option<Stems>) -> &'static str {
    match stems {
        Some(Stems::English) => ENGLISH,
        Some(Stems::Spanish) => SPANISH,
        Some(Stems::French) => FRENCH,
        Some(Stems::German) => GERMAN,
        Some(Stems::Italian) => ITALIAN,
        Some(Stems::Portuguese) => PORTUGUESE,
        _ => "",
    }
}

/// Appends what cuts words to stems. Accents go last: the stemmers of most languages know their suffixes with them.
fn stemmed(words: TextAnalyzerBuilder, stems: Option<Stems>) -> TextAnalyzer {
    let words = match stems {
        Some(stems) => words.filter_dynamic(Stemmer::new(stems)),
        None => words,
    };
    words.filter(AsciiFoldingFilter).build()
}

/// Appends what drops the words that say nothing.
fn stopped(words: TextAnalyzerBuilder, stems: Option<Stems>) -> TextAnalyzerBuilder {
    let more = courtesy(stems).split_whitespace().map(str::to_owned);
    let words = words.filter_dynamic(StopWordFilter::remove(more));
    match stems.and_then(StopWordFilter::new) {
        Some(list) => words.filter_dynamic(list),
        None => words,
    }
}

fn named(code: &str) -> Option<Stems> {
    Some(match code {
        "ar" => Stems::Arabic,
        "da" => Stems::Danish,
        "de" => Stems::German,
        "el" => Stems::Greek,
        "en" => Stems::English,
        "es" => Stems::Spanish,
        "fi" => Stems::Finnish,
        "fr" => Stems::French,
        "hu" => Stems::Hungarian,
        "it" => Stems::Italian,
        "nb" | "nn" | "no" => Stems::Norwegian,
        "nl" => Stems::Dutch,
        "pt" => Stems::Portuguese,
        "ro" => Stems::Romanian,
        "ru" => Stems::Russian,
        "sv" => Stems::Swedish,
        "ta" => Stems::Tamil,
        "tr" => Stems::Turkish,
        _ => return None,
    })
}

fn detected(text: &str) -> Option<Stems> {
    named(detect::detect(text, &[])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(locale: &str, text: &str) -> Vec<String> {
        let mut analyzer = Language::of(locale, text).content();
        let mut words = Vec::new();
        analyzer
            .token_stream(text)
            .process(&mut |token| words.push(token.text.clone()));
        words
    }

    #[test]
    fn what_a_question_is_about_remains() {
        assert_eq!(
            content(
                "en-US",
                "Hi, could you tell me: do you have any Vegan options?"
            ),
            ["vegan", "option"]
        );
        assert_eq!(
            content("es", "¿Tienen ustedes habitaciones con vista?"),
            ["habit", "vist"]
        );
        assert_eq!(content("zz", "Running DOGS"), ["running", "dogs"]);
    }

    #[test]
    fn the_language_is_told_from_the_text_where_no_locale_is_given() {
        let text = "Nuestro restaurante abre todos los días y tenemos platos para toda la familia.";
        assert!(content("", text).contains(&"famili".to_owned()));
    }
}
