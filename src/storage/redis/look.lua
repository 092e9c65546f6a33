-- Writes something that is gone at once: does Redis take scripts and writes?
-- KEYS: look
redis.call('SET', KEYS[1], '1', 'PX', 1)
return 1
