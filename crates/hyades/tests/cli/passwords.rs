//! Where passwords come from, and that they go nowhere else.

use serde_json::json;

use crate::fake::Fake;
use crate::run::{hyades, hyades_with_stdin};

const ID: &str = "5eebbb4c0f9f4a99b42ed1b6334569aain07";

async fn fake() -> Fake {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/password"),
        200,
        json!({}),
    );
    fake
}

#[tokio::test]
async fn from_standard_input() {
    let fake = fake().await;
    let arguments = format!("instance reset-password {ID} --password-stdin");
    let ended = hyades_with_stdin(&fake, &arguments, "s3cret Word!\nmore\n").await;
    assert_eq!(
        (ended.code, ended.stdout),
        (0, format!("set the password of root of {ID}\n"))
    );
    assert_eq!(fake.last().body, json!({"password": "s3cret Word!"}));
    let ended = hyades_with_stdin(&fake, &arguments, "\n").await;
    assert_eq!(
        (ended.code, ended.stderr.as_str()),
        (2, "error: the password is empty\n")
    );
}

#[tokio::test]
async fn from_a_file() {
    let fake = fake().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("password");
    std::fs::write(&file, "fr0m-File\r\n").unwrap();
    let arguments = format!(
        "instance reset-password {ID} --password-file {}",
        file.display()
    );
    let ended = hyades(&fake, &format!("{arguments} --output json")).await;
    assert_eq!(
        ended.json(),
        json!({}),
        "a password that is known is not repeated"
    );
    assert_eq!(fake.last().body, json!({"password": "fr0m-File"}));

    std::fs::remove_file(&file).unwrap();
    let ended = hyades(&fake, &arguments).await;
    assert_eq!(ended.code, 1);
    assert!(
        ended
            .stderr
            .starts_with("error: cannot read the password from "),
        "{ended:?}"
    );
}

#[tokio::test]
async fn generated_and_shown_once() {
    let fake = fake().await;
    let ended = hyades(&fake, &format!("instance reset-password {ID} --quiet")).await;
    let sent = fake.last().body["password"].as_str().unwrap().to_owned();
    assert_eq!(
        (ended.stdout, ended.stderr.as_str()),
        (format!("{sent}\n"), "")
    );
    let ended = hyades(
        &fake,
        &format!("instance reset-password {ID} --output json"),
    )
    .await;
    assert_eq!(ended.json()["password"], fake.last().body["password"]);
    assert_ne!(fake.last().body["password"], sent.as_str());
}

#[tokio::test]
async fn not_shown_when_refused() {
    let fake = Fake::start().await;
    fake.on(
        &format!("POST /v3/P/instances/{ID}/password"),
        409,
        json!({"error_msg": "Busy."}),
    );
    let ended = hyades(&fake, &format!("instance reset-password {ID}")).await;
    assert_eq!((ended.code, ended.stdout.as_str()), (4, ""));
}
