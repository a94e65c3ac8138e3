// Sends the browser back to the application without a click.

document.getElementById('way-back').submit();
