//! One promise to a customer, to staff or to the owner each, in their words, through real sockets and simulators.

mod again;
mod arms;
mod cases;
mod discord;
mod drafts;
mod held;
pub mod identity;
mod judge;
mod knowledge;
mod languages;
mod launch;
mod mail;
mod meaning;
mod model;
mod money;
mod operator;
mod owner;
mod pairs;
mod reachable;
mod receipts;
mod restart;
mod sms;
mod staff;
mod telegram;
mod tools;
mod versions;
mod web_chat;
