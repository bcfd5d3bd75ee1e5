// Loaded before the console: a parent that was killed outright can no longer end its children.
process.on('disconnect', () => process.exit())
process.channel?.unref()
