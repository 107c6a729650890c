//! `hyades token`

use serde_json::json;

use super::Context;
use super::exit::Failure;

pub(crate) async fn run(context: &mut Context) -> Result<(), Failure> {
    let token = context.client.authenticate().await?;
    let object = json!({
        "token": token.secret.expose(),
        "expires_at": token.details["expires_at"],
        "project_id": context.client.credentials().project_id,
    });
    context.output.result(&object, |object| {
        object["token"]
            .as_str()
            .map(str::to_owned)
            .unwrap_or_default()
    })
}
