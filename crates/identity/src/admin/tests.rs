use kernel::Permission;
use kernel::Timestamp;
use tenancy::{MockTenants, Tenant, TenantSettings};

use super::*;
use crate::api_key::{InvalidApiKey, MockApiKeys};
use crate::{MockAccounts, MockInvitations};

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

#[derive(Default)]
struct Ports {
    accounts: MockAccounts,
    invitations: MockInvitations,
    api_keys: MockApiKeys,
}

impl Ports {
    fn operator(self) -> Operator {
        let mut tenants = MockTenants::new();
        tenants.expect_find().returning(|id| {
            let settings = TenantSettings::default();
            Ok(Some(Arc::new(Tenant {
                id: id.clone(),
                settings,
                created_at: NOW,
            })))
        });
        let mut clock = kernel::MockClock::new();
        clock.expect_now().return_const(NOW);
        let mut random = kernel::MockRandom::new();
        random.expect_fill().returning(|bytes| bytes.fill(9));
        Operator {
            tenants: Arc::new(tenants),
            accounts: Arc::new(self.accounts),
            invitations: Arc::new(self.invitations),
            api_keys: Arc::new(self.api_keys),
            clock: Arc::new(clock),
            random: Arc::new(random),
            public_url: "https://id.example".into(),
        }
    }
}

#[tokio::test]
async fn there_is_a_set_up_link_until_there_has_been_an_administrator() {
    for is_issued in [true, false] {
        let mut ports = Ports::default();
        ports
            .invitations
            .expect_issue_set_up()
            .returning(move |_, _| Ok(is_issued));
        assert_eq!(
            ports.operator().set_up_link().await.unwrap().is_some(),
            is_issued
        );
    }
}

async fn create_key(
    scopes: &[Permission],
    owner: Option<&str>,
) -> Result<(ApiKey, PlainToken), CreateApiKeyError> {
    let mut ports = Ports::default();
    ports.accounts.expect_find().returning(|_, _| Ok(None));
    ports.api_keys.expect_create().returning(|_, _| Ok(()));
    let request = ApiKeyRequest {
        tenant_id: "acme".parse().unwrap(),
        owner: owner.map(|id| id.parse().unwrap()),
        name: "ci".into(),
        scopes: scopes.to_vec(),
    };
    ports.operator().create_api_key(request).await
}

#[tokio::test]
async fn of_a_key_only_the_hash_is_kept() {
    let (key, token) = create_key(&[Permission::ReadUsers], None).await.unwrap();
    assert!(key.token.matches(&token));
}

#[tokio::test]
async fn a_key_needs_a_scope_and_an_owner_that_exists() {
    assert!(matches!(
        create_key(&[], None).await,
        Err(CreateApiKeyError::Field(InvalidApiKey::NoScope))
    ));
    let unknown = create_key(&[Permission::ManageUsers], Some("nobody")).await;
    assert!(matches!(unknown, Err(CreateApiKeyError::NoOwner(_))));
}
