//! Parameter templates. There is one today: the default, which every instance starts with.

use hyades_types::error::{ApiError, ErrorCode};
use hyades_types::id::TemplateId;
use uuid::Uuid;

/// The default template's id: the same on every deployment.
pub(super) fn default_template() -> Result<TemplateId, ApiError> {
    let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"Default-GaussDBforMySQL");
    format!("{}pr07", name.simple())
        .parse()
        .map_err(ApiError::fault)
}

/// The template that a create call names, or the default one.
pub(super) fn find(wanted: Option<&str>) -> Result<TemplateId, ApiError> {
    let default = default_template()?;
    match wanted {
        Some(id) if !id.is_empty() && id != default.as_str() => {
            Err(ApiError::new(ErrorCode::TEMPLATE_NOT_FOUND)
                .field("configuration_id")
                .detail("does not exist"))
        }
        _ => Ok(default),
    }
}
