//! One promise to a customer, to staff or to the owner each, in their words, through real sockets and simulators.

mod arms;
mod discord;
pub mod identity;
<<<<<<< HEAD
mod launch;
=======
mod knowledge;
>>>>>>> 304f4d1 (Name articles that contradict or repeat each other, and tune the floor on a business's scenarios)
mod meaning;
mod model;
mod money;
mod owner;
mod pairs;
mod reachable;
mod restart;
mod sms;
mod staff;
mod telegram;
mod versions;
mod web_chat;
