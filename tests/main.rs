//! One binary for everything that looks at the whole: scenarios through real sockets, the simulation, the kill test, the architecture, the settings.

#![expect(unreachable_pub, reason = "a test binary exports nothing")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod binary;
mod browser;
mod chat_client;
mod chromium;
mod desk;
mod kill;
mod real_mail;
mod scenarios;
mod settings;
mod simulation;
mod warnings;
