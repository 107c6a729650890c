//! Killing a session, wherever in the process it is.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use tokio::sync::oneshot;

use super::{Message, Workers};
use crate::reactor::Remote;
use crate::session::{Order, Verdict};

impl Workers {
    /// Has a session killed. `None` if no worker has it. The caller sets the deadline.
    pub(crate) async fn kill(&self, order: &Order) -> Option<Verdict> {
        let tell = |remote: &Remote<Message>| {
            let (answer, receiver) = oneshot::channel();
            remote.send(Message::Kill(order.clone(), answer));
            receiver
        };
        let mut answers: Vec<_> = self.remotes.iter().map(tell).collect();
        poll_fn(|context| {
            let mut index = 0;
            while let Some(answer) = answers.get_mut(index) {
                match Pin::new(answer).poll(context) {
                    Poll::Ready(Ok(verdict)) => return Poll::Ready(Some(verdict)),
                    // A worker that does not have the session does not answer.
                    Poll::Ready(Err(_)) => drop(answers.swap_remove(index)),
                    Poll::Pending => index += 1,
                }
            }
            match answers.is_empty() {
                true => Poll::Ready(None),
                false => Poll::Pending,
            }
        })
        .await
    }
}
