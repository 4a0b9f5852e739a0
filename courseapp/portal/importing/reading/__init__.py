"""From the text of a course page to values. `whole_page.read_page` is the way in."""
