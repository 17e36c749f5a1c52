"""The kit every cog is made with: the client, the router, declarations, replies, forms, errors."""
