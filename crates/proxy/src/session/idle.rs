//! Between two commands.

use super::Session;
use super::end::End;
use super::input::{Command, Input};
use crate::reactor::until;

impl Session {
    /// Waits for a command. A server that ends the session's own connection ends the session: what
    /// the server says before (that the client was silent for too long, say) the client is told.
    pub(super) async fn next_command(&mut self, input: &mut Input) -> Result<Command, End> {
        loop {
            if self.handle.is_killed() {
                return Err(End::Killed);
            }
            if input.is_empty() {
                let session = &*self;
                until(|| {
                    let mut held = session.held.iter();
                    let is_over = held.any(|(_, conn)| conn.stream.registered().has_ended());
                    session.client.is_readable()
                        || is_over
                        || session.handle.is_killed()
                        || session.should_follow_idly()
                })
                .await;
                if !self.client.is_readable() {
                    self.drop_ended().await?;
                    if self.should_follow_idly() {
                        self.follow_home().await?;
                    }
                    continue;
                }
            }
            let next = input.next(&mut self.client, self.frontend.buffers()).await;
            return next.map_err(End::Client)?.ok_or(End::Quit);
        }
    }

    /// Connections that servers have closed. One that has state of the session takes it along.
    async fn drop_ended(&mut self) -> Result<(), End> {
        let is_tied = self.frontend.is_gateway() || self.state.is_tied();
        let mut index = 0;
        while let Some((server, conn)) = self.held.get_mut(index) {
            if !conn.stream.registered().has_ended() {
                index += 1;
                continue;
            }
            if is_tied && std::rc::Rc::ptr_eq(server, &self.home) {
                let mut last = self.frontend.buffers().take();
                let length = conn.stream.try_read(&mut last).ok().flatten().unwrap_or(0);
                if length == 0 {
                    return Err(End::Closed);
                }
                self.client
                    .write_all(&last[..length])
                    .await
                    .map_err(End::Client)?;
                return Err(End::Told);
            }
            self.held.swap_remove(index);
        }
        Ok(())
    }
}
