DROP TABLE event_queues;
DROP TABLE security_events;
