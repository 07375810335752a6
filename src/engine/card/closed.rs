//! Cards that say nothing any more: a newer card of the case is below, or another case took its place. They lose their buttons and say so,
//! where a card can be changed.

use super::CARD_ATTEMPTS;
use crate::{Desk, Engine, delivery::retry_at, worker::Done};
use frontdesk_core::{
    DeliveryId,
    channel::{Channel, DeliverError, Sent},
    conversation::{Card, Case, Replaced},
    job::Lease,
    message::{Content, Outbound},
};
use std::sync::Arc;

impl Engine {
    /// Closes a card whose case another one took the place of, or leaves it unshown.
    pub(super) async fn close_replaced(
        &self,
        desk: &Desk,
        lease: &Lease,
        replaced: &Replaced,
        index: u16,
        by: u32,
    ) -> Done {
        let card = replaced.cards.get(usize::from(index));
        let Some((card, channel)) = card.and_then(|c| Some((c, desk.channel(&c.route.inbox)?)))
        else {
            return self.settle(lease, None).await;
        };
        let number = replaced.number;
        let text = format!("The conversation goes on in case {by}: nothing is to be done here.");
        let attempt = lease.job.attempt + 1;
        match strike(channel, number, card, text).await {
            Some(Err(DeliverError::Unavailable { .. })) if attempt < CARD_ATTEMPTS => {
                match retry_at(self.clock.now(), attempt, None) {
                    Some(due) => self.settle_as(lease, lease.again(due, attempt)).await,
                    None => self.settle(lease, None).await,
                }
            }
            _ => self.settle(lease, None).await,
        }
    }
}

/// Strikes what a card showed before it was shown anew, so that no draft is open that is not the newest. One attempt: what it would
/// send is refused anyhow.
pub(super) async fn strike_older(
    channel: &Arc<dyn Channel>,
    case: &Case,
    card: &Card,
    renew: bool,
) {
    if !renew || case.drafts == 0 {
        return;
    }
    let text = "There is a newer card of this case below.".to_owned();
    if let Some(Err(error)) = strike(channel, case.number, card, text).await {
        tracing::debug!(?error, "an older card could not be changed");
    }
}

/// Changes a card that was shown to a line without buttons; `None` where there is none, or it cannot be changed.
async fn strike(
    channel: &Arc<dyn Channel>,
    number: u32,
    card: &Card,
    text: String,
) -> Option<Result<Sent, DeliverError>> {
    let shown = card.provider_id.clone();
    let shown = shown.filter(|_| channel.capabilities().edits)?;
    let outbound = Outbound {
        delivery: DeliveryId::new(),
        to: card.route.address.clone(),
        content: Content::Card {
            subject: format!("#{number}"),
            text: format!("**#{number}** {text}"),
            buttons: Vec::new(),
            edits: Some(shown),
        },
    };
    Some(channel.deliver(&outbound).await)
}
