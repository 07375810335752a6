//! `frontdesk`: the parts put together.
//!
//! - [`settings`]: the configuration as typed values
//! - [`wiring`]: the only place that names every concrete part
//! - [`serve`], [`demo`]: running them
//! - [`versions`]: what of knowledge, instructions and model is published
//! - [`cli`]: the verbs
//! - [`clock`], [`telemetry`]: time, and what the program tells about itself

pub mod cli;
pub mod clock;
pub mod demo;
mod resync;
pub mod serve;
pub mod settings;
pub mod telemetry;
pub mod trial;
pub mod versions;
pub mod wiring;

use std::{process::ExitCode, sync::Once};

/// What `main` does.
pub fn main() -> ExitCode {
    crypto();
    cli::main()
}

/// Installs the one TLS provider of the process; further calls do nothing.
pub fn crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that a test binary installed it before: the same one.
        drop(rustls::crypto::ring::default_provider().install_default());
    });
}
