"""From values to rows of a course. `whole_page.save_page` is the way in."""
