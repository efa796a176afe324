-- Generated from the migrations; do not edit.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0006');
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	job_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	seller_id VARCHAR(20) NOT NULL, 
	order_id VARCHAR(36) NOT NULL, 
	parcel_number INTEGER NOT NULL, 
	reference VARCHAR(100) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	digest VARCHAR(16) NOT NULL, 
	size VARCHAR(32), 
	accepted BOOLEAN NOT NULL, 
	confirmation VARCHAR(16), 
	account_id VARCHAR(64), 
	carrier VARCHAR(64), 
	service VARCHAR(64), 
	cod_grosze INTEGER, 
	intent_at VARCHAR(32), 
	shipment_id VARCHAR(64), 
	tracking_number VARCHAR(64), 
	looks INTEGER NOT NULL, 
	on_allegro VARCHAR(8) NOT NULL, 
	label VARCHAR(8) NOT NULL, 
	label_pages INTEGER NOT NULL, 
	error TEXT, 
	number_error TEXT, 
	label_error TEXT, 
	warnings TEXT NOT NULL, 
	station VARCHAR(64) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	updated_at VARCHAR(32) NOT NULL, next_try_at VARCHAR(32), holder VARCHAR(36), chosen_service VARCHAR(64), chosen_account VARCHAR(64), chosen_insurance_grosze INTEGER, parcel INTEGER DEFAULT '1' NOT NULL, parcels INTEGER DEFAULT '1' NOT NULL, chosen_point VARCHAR(20), 
	PRIMARY KEY (id), 
	UNIQUE (job_id, position), 
	FOREIGN KEY(job_id) REFERENCES jobs (id), 
	UNIQUE (reference)
);
CREATE TABLE handed_parcels (
	"key" VARCHAR(36) NOT NULL, 
	shipment_id VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("key", shipment_id), 
	FOREIGN KEY("key") REFERENCES handovers ("key")
);
CREATE TABLE handovers (
	"key" VARCHAR(36) NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	account_id VARCHAR(64) NOT NULL, 
	set_id VARCHAR(64) NOT NULL, 
	state VARCHAR(8) NOT NULL, 
	day VARCHAR(10), 
	ready VARCHAR(5), 
	until VARCHAR(5), 
	number VARCHAR(64), 
	parcels INTEGER NOT NULL, 
	status VARCHAR(16), 
	errors TEXT NOT NULL, 
	error TEXT, 
	daily BOOLEAN NOT NULL, 
	station VARCHAR(64) NOT NULL, 
	asked_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE history (
	id INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	station VARCHAR(64) NOT NULL, 
	client VARCHAR(64), 
	what VARCHAR(32) NOT NULL, 
	order_id VARCHAR(36), 
	reference VARCHAR(100), 
	state VARCHAR(16), 
	account_id VARCHAR(64), 
	carrier VARCHAR(64), 
	shipment_id VARCHAR(64), 
	tracking_number VARCHAR(64), 
	code VARCHAR(64), 
	PRIMARY KEY (id)
);
CREATE TABLE jobs (
	id VARCHAR(36) NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	station VARCHAR(64) NOT NULL, 
	client VARCHAR(64) NOT NULL, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE stations (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	version VARCHAR(32) NOT NULL, 
	seen_at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE stops (
	station_id VARCHAR(36) NOT NULL, 
	account_id VARCHAR(64) NOT NULL, 
	error TEXT NOT NULL, 
	since VARCHAR(32) NOT NULL, 
	PRIMARY KEY (station_id, account_id)
);
CREATE INDEX ix_jobs_created_at ON jobs (created_at);
CREATE INDEX ix_attempts_order_id ON attempts (order_id);
CREATE INDEX ix_attempts_state ON attempts (state);
CREATE UNIQUE INDEX one_live_attempt ON attempts (seller_id, order_id, parcel_number) WHERE state IN ('queued', 'waiting', 'sending', 'confirming', 'unknown', 'created');
CREATE INDEX ix_history_at ON history (at);
CREATE INDEX ix_history_order_id ON history (order_id);
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END;
CREATE INDEX ix_handovers_asked_at ON handovers (asked_at);
