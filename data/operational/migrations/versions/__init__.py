"""Each step names the one before it; a step that was released is never changed."""
