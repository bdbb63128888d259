"""The demo town: an invented place in Fujian with customers, weather, readings and bills."""
