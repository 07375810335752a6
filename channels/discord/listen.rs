//! Receiving: one connection, one queue, one worker. Nothing is acknowledged to Discord, so a message counts as taken only when
//! its mark is kept, which is after the intake has it on disk.

use super::{Discord, asks::Asked, gateway::Gateway, limits, marks::Marks, worker::Worker};
use crate::waiting::Pause;
use frontdesk_core::{
    Error,
    channel::{Intake, Stop},
};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

/// What the gateway told, in its order.
#[derive(Debug)]
pub(super) enum Event {
    /// A new session began: what was told before it may have been missed.
    Ready { me: u64, application: u64 },
    /// A message was written.
    Message(Value),
    /// A message was changed.
    Edit(Value),
    /// A button was pressed or a command used. The notice goes to whoever waits.
    Interaction(Value, oneshot::Sender<Option<String>>),
}

impl Discord {
    pub(super) async fn listen_until(&self, intake: &dyn Intake, stop: Stop) -> Result<(), Error> {
        // At the stop all of them are dropped where they stand: what was not taken has no mark and is read after the start.
        tokio::select! {
            biased;
            () = stop => Ok(()),
            error = self.receive(intake) => Err(error),
        }
    }

    /// Receives for ever; ends only with what cannot heal.
    async fn receive(&self, intake: &dyn Intake) -> Error {
        let marks = self.load_marks(intake).await;
        let (tell, told) = mpsc::channel(limits::EVENTS);
        let (ask, asked) = mpsc::channel::<Asked>(limits::ASKS);
        let worker = Worker::new(self, intake, marks);
        tokio::select! {
            error = Gateway::new(self, intake, tell, ask).run() => error,
            never = worker.run(told) => match never {},
            never = self.answer_all(asked) => match never {},
        }
    }

    async fn load_marks(&self, intake: &dyn Intake) -> Marks {
        let mut pause = Pause::new();
        loop {
            match Marks::load(self, intake).await {
                Ok(marks) => return marks,
                Err(error) => {
                    tracing::warn!(inbox = %self.inbox, %error, "what was read of Discord cannot be looked up and is tried again");
                    pause.wait(None).await;
                }
            }
        }
    }
}
