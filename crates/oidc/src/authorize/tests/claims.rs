use identity::AuthenticationMethod;

use super::*;

const ACR: &str = r#"{"id_token":{"acr":{"essential":true,"values":["keepic-pin"]}}}"#;

fn without_pin() -> LiveSession {
    let mut ada = ada();
    ada.session.amr = vec![AuthenticationMethod::Swk];
    ada
}

#[tokio::test]
async fn a_weaker_session_does_not_do_where_the_client_insists() {
    let world = World::new();
    for (session, claims, is_enough) in [
        (ada(), ACR, true),
        (without_pin(), ACR, false),
        (
            without_pin(),
            r#"{"id_token":{"acr":{"values":["keepic-pin"]}}}"#,
            true,
        ),
        (
            without_pin(),
            r#"{"id_token":{"acr":{"essential":true}}}"#,
            true,
        ),
        (ada(), r#"{"id_token":{"sub":{"value":"ada-1"}}}"#, true),
        (ada(), r#"{"id_token":{"sub":{"value":"bob-1"}}}"#, false),
        (
            ada(),
            r#"{"id_token":{"sub":{"values":["bob-1","ada-1"]}}}"#,
            true,
        ),
        (ada(), r#"{"id_token":{"sub":{"value":5}}}"#, false),
    ] {
        let outcome = world
            .authorize(&request(&[("claims", claims)]), Some(&session))
            .await;
        let is_answered = matches!(outcome, AuthorizeOutcome::Back(_));
        assert_eq!(is_answered, is_enough, "{claims}");
    }
    let wish = request(&[("acr_values", "keepic-pin keepic")]);
    let outcome = world.authorize(&wish, Some(&without_pin())).await;
    assert!(
        matches!(outcome, AuthorizeOutcome::Back(_)),
        "a wish is no must"
    );
}

#[tokio::test]
async fn what_nobody_can_meet_is_said_at_once_and_what_this_person_cannot_afterwards() {
    let world = World::new();
    let unknown = r#"{"id_token":{"acr":{"essential":true,"value":"urn:loa:4"}}}"#;
    let no_text = r#"{"id_token":{"acr":{"essential":true,"value":5}}}"#;
    for claims in [unknown, no_text] {
        let error = error_of(&world, &request(&[("claims", claims)])).await;
        assert_eq!(error, "unmet_authentication_requirements", "{claims}");
    }
    let nobody = r#"{"id_token":{"sub":{"value":""}}}"#;
    let error = error_of(&world, &request(&[("claims", nobody)])).await;
    assert_eq!(error, "login_required");
    assert_eq!(
        error_of(&world, &request(&[("claims", "{")])).await,
        "invalid_request"
    );

    let auth_req_id = opened(&world, &[("claims", ACR)]).await;
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    let url = back(world.provider.complete(&bound, &without_pin(), None).await);
    assert_eq!(query(&url)["error"], "unmet_authentication_requirements");
    assert!(world.provider.complete(&bound, &ada(), None).await.is_ok());
}

#[tokio::test]
async fn a_claim_is_consented_to_like_its_scope() {
    let world = World::new();
    let changes = [
        ("client_id", "stranger"),
        ("claims", r#"{"userinfo":{"email":null}}"#),
    ];
    let outcome = world.authorize(&request(&changes), Some(&ada())).await;
    let AuthorizeOutcome::AskConsent { auth_req_id } = outcome else {
        panic!("{outcome:?}")
    };
    let bound = world
        .provider
        .bind(auth_req_id.reveal(), &[browser()])
        .await
        .unwrap();
    assert_eq!(
        bound.request.parameters.disclosed().to_string(),
        "openid email"
    );
    world.provider.allow(&bound, &ada(), None).await.unwrap();
    let plain = request(&[("client_id", "stranger"), ("scope", "openid email")]);
    let outcome = world.authorize(&plain, Some(&ada())).await;
    assert!(matches!(outcome, AuthorizeOutcome::Back(_)));
}
