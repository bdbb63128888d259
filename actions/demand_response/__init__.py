"""需求响应: events, what they would bring, taking part, leaving, results and rewards."""
