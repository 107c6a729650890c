//! Signed requests (AK/SK).

use std::sync::Arc;

use hyades_iam::signature::{SignatureError, SignedRequest, parse_authorization, verify};
use hyades_types::Secret;
use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::time::Timestamp;

use super::account::Account;
use super::{Caller, Credential, Identity};

/// An access key with its secret in the clear, and whose it is.
pub(super) struct OpenKey {
    secret: Secret,
    account: Arc<Account>,
}

impl Identity {
    /// Recognises who signed a request with the algorithm `SDK-HMAC-SHA256`.
    ///
    /// # Errors
    /// [`ErrorCode::UNAUTHENTICATED`], which does not tell whether the access key exists.
    pub async fn authenticate_signature(
        &self,
        authorization: &str,
        request: &SignedRequest<'_>,
    ) -> Result<Caller, ApiError> {
        let authorization = parse_authorization(authorization).map_err(refused)?;
        let key = self.access_key(&authorization.access).await?;
        // Unknown keys go through the same checks, so that the same things are found wrong.
        let secret = key.as_ref().map_or(&self.decoy, |key| &key.secret);
        verify(request, &authorization, secret, Timestamp::now()).map_err(refused)?;
        let key = key.ok_or_else(|| refused(SignatureError::Mismatch))?;
        let credential = Credential::AccessKey(authorization.access);
        Ok(Caller::new(Arc::clone(&key.account), credential))
    }

    async fn access_key(&self, access: &String) -> Result<Option<Arc<OpenKey>>, ApiError> {
        self.keys.get_or_fetch(access, self.open_key(access)).await
    }

    async fn open_key(&self, access: &str) -> Result<Option<Arc<OpenKey>>, ApiError> {
        let Some(key) = self.store.access_key_fetch(access).await? else {
            return Ok(None);
        };
        let opened = self.sealer.open(&key.sealed_secret, access);
        let secret = opened.map_err(ApiError::fault)?;
        let account = self.account(&key.user).await?;
        Ok(account.map(|account| Arc::new(OpenKey { secret, account })))
    }
}

fn refused(why: SignatureError) -> ApiError {
    let detail = match why {
        SignatureError::Mismatch => {
            "the access key is unknown, or the signature does not match the request".to_owned()
        }
        why => why.to_string(),
    };
    ApiError::new(ErrorCode::UNAUTHENTICATED).detail(detail)
}
