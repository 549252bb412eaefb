"""Many days told again: one after another in the memory of those before, over any number of workers, and measured.

    newsgen retell --since 2024-01-01 --until 2024-12-31 --data FOLDER

The prose is measured by `variety` and `readability`, beside that of a plain template (`baseline`); the goals stand in
`goals`.  Imported only by the commands that retell.
"""
