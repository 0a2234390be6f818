// Before the page is drawn, so that it never flashes in the other colours. Auto follows the system.
const chosen = localStorage.getItem('theme');
if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
