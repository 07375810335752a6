//! A business with the parts that serve it, and the register of all of them.

use crate::{guardrails::triggers::likeness::Likeness, launch::Rollout, prompt::Prompt};
use frontdesk_core::{
    Address, BusinessId, InboxName, Route, business::Business, channel::Channel, llm::Llm,
    retrieval::Retriever, tool::Tool,
};
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

/// A business with the parts that serve it. Replaced as a whole when its configuration changes.
#[derive(Clone)]
pub struct Desk {
    /// The business and its rules.
    pub business: Arc<Business>,
    /// Its inboxes.
    pub channels: HashMap<InboxName, Arc<dyn Channel>>,
    /// Its knowledge.
    pub retriever: Arc<dyn Retriever>,
    /// Tells by examples what a message is like; `None` where rules alone judge.
    pub likeness: Option<Arc<Likeness>>,
    /// What the assistant may do.
    pub tools: Vec<Arc<dyn Tool>>,
    /// The language models, asked in this order until one answers; none if none is configured.
    pub models: Vec<Arc<dyn Llm>>,
    /// The model that needs no network: answers when there is no other, and when the other fails.
    pub builtin: Arc<dyn Llm>,
    /// The instructions of the language model.
    pub prompt: Prompt,
    /// How far the assistant is put to work.
    pub rollout: Rollout,
}

impl Desk {
    /// The inbox of that name.
    pub fn channel(&self, inbox: &InboxName) -> Option<&Arc<dyn Channel>> {
        self.channels.get(inbox)
    }

    /// The way to an address: the first inbox, by name, on its kind of channel.
    pub fn route_to(&self, address: &Address) -> Option<Route> {
        self.channels
            .values()
            .filter(|c| c.kind() == address.kind())
            .map(|c| c.inbox())
            .min()
            .map(|inbox| Route {
                inbox: inbox.clone(),
                address: address.clone(),
            })
    }
}

/// The businesses of this install.
#[derive(Default)]
pub struct Desks {
    desks: RwLock<HashMap<BusinessId, Arc<Desk>>>,
}

impl Desks {
    /// A register of these.
    pub fn new(desks: impl IntoIterator<Item = Desk>) -> Self {
        let desks = desks
            .into_iter()
            .map(|d| (d.business.id.clone(), Arc::new(d)))
            .collect::<HashMap<_, _>>();
        Self {
            desks: RwLock::new(desks),
        }
    }

    /// The desk of a business.
    pub fn get(&self, business: &BusinessId) -> Option<Arc<Desk>> {
        self.desks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(business)
            .cloned()
    }

    /// All desks.
    pub fn all(&self) -> Vec<Arc<Desk>> {
        self.desks
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Puts a desk in the place of the one of the same business.
    pub fn put(&self, desk: Desk) {
        let id = desk.business.id.clone();
        self.desks
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, Arc::new(desk));
    }
}
